// Block Kit as elements of the page. What isn't known here shows as a box that says so, never as nothing.

import { el } from "../dom.js";
import { markdown } from "../text/markdown.js";
import { textObject } from "../text/plain.js";
import { chart } from "./chart.js";
import { element } from "./elements.js";
import { picture } from "./image.js";
import { input } from "./inputs.js";
import { richText } from "./rich.js";
import { table } from "./table.js";

const RENDERED = {
  section, header, divider, context, context_actions: contextActions, actions, alert, input,
  rich_text: (block, context) => el("div", { class: "rich" }, richText(block.elements, context.names)),
  markdown: (block, context) => el("div", { class: "prose" }, markdown(block.text, context.names)),
  image: picture,
  table,
  data_visualization: chart,
};

/**
 * Blocks as elements. The context says where they stand and what they can do:
 * `surface` (message, modal, home), `names`, `file(id)`, `act(element, blockId, chosen)`, `form` (modals), `memory`.
 */
export function blocks(list, context) {
  return (list ?? []).map((block) => one(block ?? {}, context));
}

function one(block, context) {
  const render = Object.hasOwn(RENDERED, block.type) ? RENDERED[block.type] : undefined;
  const shown = render ? render(block, context) : unsupported(`${block.type ?? "untyped"} block`);
  shown.classList.add("block", `block-${String(block.type).replaceAll(/\W/gu, "")}`);
  shown.dataset.block = block.block_id ?? "";
  return shown;
}

/** A box in place of what the page can't show. */
export function unsupported(what) {
  return el("div", { class: "unsupported", role: "note" }, `Unsupported ${what}`);
}

function header(block, context) {
  return el("div", { class: "header", role: "heading", "aria-level": context.surface === "message" ? "4" : "3" }, textObject(block.text, context.names));
}

function divider() {
  return el("hr");
}

function section(block, context) {
  const accessory = block.accessory && el("div", { class: "accessory" }, element(block.accessory, block.block_id, context));
  const fields = block.fields?.map((field) => el("div", { class: "field" }, textObject(field, context.names)));
  return el(
    "div",
    { class: "section" },
    el("div", { class: "section-body" },
      block.text && el("div", { class: "section-text" }, textObject(block.text, context.names)),
      fields && el("div", { class: "fields" }, fields)),
    accessory,
  );
}

function context(block, around) {
  return el("div", { class: "context" }, (block.elements ?? []).map((each) =>
    each.type === "image"
      ? element(each, block.block_id, around)
      : el("div", { class: "context-text" }, textObject(each, around.names))));
}

function actions(block, context) {
  return el("div", { class: "actions" }, (block.elements ?? []).map((each) => element(each, block.block_id, context)));
}

function contextActions(block, context) {
  return el("div", { class: "context-actions" }, (block.elements ?? []).map((each) => element(each, block.block_id, context)));
}

function alert(block, context) {
  const level = ["info", "warning", "error", "success"].includes(block.level) ? block.level : "info";
  return el("div", { class: `alert alert-${level}`, role: "note" }, textObject(block.text, context.names));
}
