// Interactive elements of messages, Home and modals. What is chosen goes to `context.act`.

import { el, link, safeAddress, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { plain, textObject } from "../text/plain.js";
import { confirmed } from "../parts/confirm.js";
import { thumbnail } from "./image.js";
import { menuButton } from "../parts/menu.js";

const KINDS = {
  button, overflow, feedback_buttons: feedback, icon_button: iconButton, image: (each, _, context) => thumbnail(each, context),
  static_select: select, radio_buttons: choice("radio"), checkboxes: choice("checkbox"), datepicker: date,
};

/** One element, wired to the context; a box that says so for one that isn't known. */
export function element(each, blockId, context) {
  const make = Object.hasOwn(KINDS, each?.type) ? KINDS[each.type] : undefined;
  return make ? make(each, blockId, context) : el("span", { class: "unsupported", role: "note" }, `Unsupported ${each?.type ?? "untyped"} element`);
}

/** Ask for confirmation where the element wants it, and then act; the control is busy until the app has acknowledged. */
async function act(control, each, blockId, context, chosen) {
  if (control.getAttribute("aria-busy") === "true" || !(await confirmed(each.confirm, context.names))) return;
  control.setAttribute("aria-busy", "true");
  try {
    await context.act(each, blockId, chosen);
  } finally {
    control.removeAttribute("aria-busy");
  }
}

function button(each, blockId, context) {
  const style = { primary: " primary", danger: " danger" }[each.style] ?? "";
  const key = `${blockId}/${each.action_id}`;
  const href = each.url && safeAddress(each.url);
  if (href) {
    const linked = link(href, textObject(each.text, context.names));
    linked.className = `button${style}`;
    linked.addEventListener("click", () => context.act(each, blockId, {}));
    return keyed(linked, key);
  }
  const made = el("button", { type: "button", class: `button${style}`, "aria-label": each.accessibility_label, on: { click: () => act(made, each, blockId, context, { value: each.value }) } },
    textObject(each.text, context.names));
  return keyed(made, key);
}

function keyed(made, key) {
  made.dataset.key = key;
  return made;
}

function iconButton(each, blockId, context) {
  const made = el("button", { type: "button", class: "quiet", title: each.text?.text, "aria-label": each.text?.text, on: { click: () => act(made, each, blockId, context, { value: each.value }) } },
    icon(each.icon === "trash" ? "bin" : "more"));
  return keyed(made, `${blockId}/${each.action_id}`);
}

function feedback(each, blockId, context) {
  const memory = `feedback/${each.action_id}`;
  const thumbs = [["up", each.positive_button], ["down", each.negative_button]].map(([sign, option]) => {
    const label = option?.accessibility_label ?? option?.text?.text ?? sign;
    const made = el("button", {
      type: "button", class: "quiet thumb", title: option?.text?.text, "aria-label": label,
      "aria-pressed": String(context.memory.get(memory) === sign),
      on: { click: () => {
        context.memory.set(memory, sign);
        for (const thumb of thumbs) thumb.setAttribute("aria-pressed", String(thumb === made));
        return act(made, each, blockId, context, { value: option?.value });
      } },
    }, icon(sign));
    return keyed(made, `${memory}/${sign}`);
  });
  return el("span", { class: "feedback", role: "group", "aria-label": "Feedback" }, thumbs);
}

function overflow(each, blockId, context) {
  const made = menuButton({ label: "More actions", sign: "more", items: (each.options ?? []).map((option) => ({
    text: option.text?.text ?? "", choose: () => act(made, each, blockId, context, { selected_option: option }),
  })) });
  return keyed(made, `${blockId}/${each.action_id}`);
}

/** All options, those of groups too. */
export function optionsOf(each) {
  return each.options ?? (each.option_groups ?? []).flatMap((group) => group.options ?? []);
}

function select(each, blockId, context) {
  const options = optionsOf(each);
  const initial = options.findIndex((option) => option.value === each.initial_option?.value);
  const made = el("select", { class: "select", "aria-label": each.placeholder?.text ?? "Choose", on: { change: () => {
    const option = options[made.selectedIndex - 1];
    if (option) act(made, each, blockId, context, { selected_option: option });
  } } },
  el("option", { value: "", disabled: true, selected: initial < 0 }, each.placeholder?.text ?? "Choose an option"),
  options.map((option, index) => el("option", { value: option.value, selected: index === initial }, option.text?.text ?? "")));
  return keyed(made, `${blockId}/${each.action_id}`);
}

function choice(type) {
  return (each, blockId, context) => {
    const name = uniqueId(type);
    const group = el("div", { class: "choices", role: type === "radio" ? "radiogroup" : "group", "aria-label": each.action_id },
      (each.options ?? []).map((option) => el("label", { class: "choice" },
        el("input", { type, name, checked: chosenAtFirst(each).includes(option.value), on: { change: () => act(group, each, blockId, context, chosenIn(group, each)) } }),
        el("span", {}, textObject(option.text, context.names), option.description && el("small", {}, plain(option.description.text))))));
    return group;
  };
}

/** The values that are chosen before anybody has chosen. */
export function chosenAtFirst(each) {
  return [each.initial_option, ...(each.initial_options ?? [])].filter(Boolean).map((option) => option.value);
}

/** What is chosen in a group of radio buttons or checkboxes, as Slack hands it back. */
export function chosenIn(group, each) {
  const chosen = [...group.querySelectorAll("input")].flatMap((box, index) => (box.checked ? [each.options[index]] : []));
  return each.type === "checkboxes" ? { selected_options: chosen } : { selected_option: chosen[0] ?? null };
}

function date(each, blockId, context) {
  const made = el("input", { type: "date", class: "text", value: each.initial_date, "aria-label": each.placeholder?.text ?? "Date", on: { change: () => act(made, each, blockId, context, { selected_date: made.value || null }) } });
  return keyed(made, `${blockId}/${each.action_id}`);
}
