// Input blocks of modals. Each reports to the form of its view how to read it and how to show what is wrong with it.

import { el, uniqueId } from "../dom.js";
import { plain, textObject } from "../text/plain.js";
import { chosenAtFirst, chosenIn, optionsOf } from "./elements.js";

const KINDS = {
  plain_text_input: text("text"), email_text_input: text("email"), url_text_input: text("url"), number_input: text("number"),
  radio_buttons: choice("radio"), checkboxes: choice("checkbox"), static_select: select, datepicker: date,
};

/** An input block with label, hint and a place for what is wrong with it. */
export function input(block, context) {
  const each = block.element ?? {};
  const make = Object.hasOwn(KINDS, each.type) ? KINDS[each.type] : undefined;
  const id = uniqueId("input");
  const problem = el("div", { class: "input-problem", id: `${id}-problem`, role: "alert" });
  const hint = block.hint && el("div", { class: "hint", id: `${id}-hint` }, plain(block.hint.text));
  const { shown, read, write, grouped } = make
    ? make(each, id, block, context)
    : { shown: el("div", { class: "unsupported", role: "note" }, `Unsupported ${each.type} input`), read: () => null };
  shown.setAttribute("aria-describedby", [`${id}-problem`, hint && hint.id].filter(Boolean).join(" "));
  const label = [plain(block.label?.text), block.optional && el("span", { class: "optional" }, " (optional)")];
  context.form?.add(block, each, { read, write, focus: () => (shown.matches("input,textarea,select") ? shown : shown.querySelector("input"))?.focus(), problem });
  return grouped
    ? el("fieldset", { class: "input" }, el("legend", {}, label), shown, hint, problem)
    : el("div", { class: "input" }, el("label", { for: id }, label), shown, hint, problem);
}

function text(type) {
  return (each, id, block) => {
    const common = { id, class: "text", placeholder: each.placeholder?.text, maxlength: each.max_length, minlength: each.min_length, autofocus: each.focus_on_load, "aria-required": String(!block.optional) };
    const shown = each.multiline ? el("textarea", { ...common, rows: 4 }) : el("input", { type, ...common });
    shown.value = each.initial_value ?? "";
    return { shown, read: () => ({ type: each.type, value: shown.value === "" ? null : shown.value }), write: (old) => { shown.value = old.value ?? ""; } };
  };
}

function choice(type) {
  return (each, id, _block, context) => {
    const shown = el("div", { class: "choices", role: type === "radio" ? "radiogroup" : "group", id },
      (each.options ?? []).map((option) => el("label", { class: "choice" },
        el("input", { type, name: id, value: option.value, checked: chosenAtFirst(each).includes(option.value) }),
        el("span", {}, textObject(option.text, context.names), option.description && el("small", {}, plain(option.description.text))))));
    const write = (old) => {
      const values = [old.selected_option, ...(old.selected_options ?? [])].filter(Boolean).map((option) => option.value);
      for (const box of shown.querySelectorAll("input")) box.checked = values.includes(box.value);
    };
    return { shown, grouped: true, read: () => ({ type: each.type, ...chosenIn(shown, each) }), write };
  };
}

function select(each, id) {
  const options = optionsOf(each);
  const initial = options.findIndex((option) => option.value === each.initial_option?.value);
  const shown = el("select", { id, class: "select" },
    el("option", { value: "", selected: initial < 0 }, each.placeholder?.text ?? "Choose an option"),
    options.map((option, index) => el("option", { value: option.value, selected: index === initial }, option.text?.text ?? "")));
  const write = (old) => { shown.value = old.selected_option?.value ?? ""; };
  return { shown, read: () => ({ type: each.type, selected_option: options[shown.selectedIndex - 1] ?? null }), write };
}

function date(each, id) {
  const shown = el("input", { type: "date", id, class: "text", value: each.initial_date });
  return { shown, read: () => ({ type: each.type, selected_date: shown.value || null }), write: (old) => { shown.value = old.selected_date ?? ""; } };
}
