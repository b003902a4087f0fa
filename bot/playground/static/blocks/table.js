// The table block: the first row is the head.

import { el } from "../dom.js";
import { richText } from "./rich.js";

/** A table that scrolls within the message where it is wider. */
export function table(block, context) {
  const settings = block.column_settings ?? [];
  const [head = [], ...body] = block.rows ?? [];
  const shown = (tag, row) => el("tr", {}, row.map((cell, column) =>
    el(tag, { class: classes(settings[column], cell), ...(tag === "th" ? { scope: "col" } : {}) }, content(cell, context))));
  return el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    el("table", {}, el("thead", {}, shown("th", head)), el("tbody", {}, body.map((row) => shown("td", row)))));
}

function classes(setting, cell) {
  const align = ["left", "center", "right"].includes(setting?.align) ? setting.align : cell?.type === "raw_number" ? "right" : "left";
  return `align-${align}${setting?.is_wrapped ? " wraps" : ""}`;
}

function content(cell, context) {
  if (cell?.type === "rich_text") return richText(cell.elements, context.names);
  return cell?.text ?? (cell?.value === undefined ? "" : String(cell.value));
}
