// rich_text: every character of it is what it says; only its own fields style it.

import { el, fill, link } from "../dom.js";
import { icon } from "../icons.js";
import { emoji, withSigns } from "../text/emoji.js";

const FORMS = { rich_text_section: section, rich_text_list: list, rich_text_quote: quote, rich_text_preformatted: code };

const COPIED_MS = 1500;

/** The nodes of a rich text's elements; lists that follow one another with other indents become one tree. */
export function richText(elements, names) {
  return (elements ?? []).map((each) =>
    Object.hasOwn(FORMS, each.type) ? FORMS[each.type](each, names) : el("div", { class: "unsupported", role: "note" }, `Unsupported ${each.type} in rich text`));
}

function section(part, names) {
  return el("div", { class: "rich-section" }, runs(part.elements, names));
}

function quote(part, names) {
  return el("blockquote", {}, runs(part.elements, names));
}

/** Code, with a button that copies it, as Slack has one. */
function code(part, names) {
  const lines = (part.elements ?? []).map((each) => (each.type === "text" ? each.text : run(each, names)));
  const text = el("pre", {}, lines);
  const button = el("button", { type: "button", class: "quiet copy", title: "Copy", "aria-label": "Copy", on: { click: async () => {
    await navigator.clipboard.writeText(text.textContent);
    fill(button, icon("check"));
    setTimeout(() => fill(button, icon("copy")), COPIED_MS);
  } } }, icon("copy"));
  return el("div", { class: "code" }, text, button);
}

function list(part, names) {
  const ordered = part.style === "ordered";
  const indent = Math.min(Math.max(Number(part.indent) || 0, 0), 8);
  const attributes = { class: `rich-list indent-${indent}${part.border ? " bordered" : ""}` };
  if (ordered && part.offset) attributes.start = Number(part.offset) + 1;
  return el(ordered ? "ol" : "ul", attributes, (part.elements ?? []).map((item) => el("li", {}, runs(item.elements, names))));
}

function runs(elements, names) {
  return (elements ?? []).map((each) => styled(run(each, names), each.style ?? {}));
}

function run(each, names) {
  switch (each.type) {
    case "text": return words(each.text);
    case "link": return [link(each.url, each.text || each.url)];
    case "emoji": return [emoji(each.name) ?? `:${each.name}:`];
    case "user": return [el("span", { class: "mention" }, `@${names.user(each.user_id) ?? each.user_id}`)];
    case "channel": return [el("span", { class: "mention" }, `#${names.channel(each.channel_id) ?? each.channel_id}`)];
    case "broadcast": return [el("span", { class: "mention broadcast" }, `@${each.range}`)];
    case "date": return [moment(each)];
    case "color": return [el("code", {}, each.value)];
    default: return [el("span", { class: "unsupported" }, `Unsupported ${each.type}`)];
  }
}

function words(text) {
  return String(text ?? "").split("\n").flatMap((line, index) => [...(index ? [el("br")] : []), ...withSigns(line)]);
}

const STYLES = [["code", "code"], ["highlight", "mark"], ["client_highlight", "mark"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]];

function styled(nodes, style) {
  return STYLES.filter(([name]) => style[name]).reduce((inner, [, tag]) => [el(tag, {}, inner)], nodes);
}

/** A date as its format wants it where it is one of the common ones, else its fallback. */
function moment({ timestamp, format, fallback }) {
  const date = new Date(Number(timestamp) * 1000);
  const style = { "{date_num}": "short", "{date_short}": "medium", "{date_short_pretty}": "medium", "{date}": "long", "{date_pretty}": "long", "{date_long}": "full", "{date_long_pretty}": "full" }[format];
  return style && !Number.isNaN(date.getTime()) ? date.toLocaleDateString([], { dateStyle: style }) : fallback ?? String(timestamp);
}
