// Markdown as Slack's markdown block and streams take it: headings, lists, quotes, fences, tables, rules, paragraphs.

import { el } from "../dom.js";
import { MARKDOWN, inline } from "./inline.js";

const FENCE = /^ {0,3}(```+|~~~+)/u;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/u;
const RULE = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/u;
const ITEM = /^(\s*)([-*+•]|\d{1,9}[.)])\s+(.*)$/u;
const QUOTE = /^ {0,3}>\s?(.*)$/u;
const PARTING = /^\s*\|?\s*:?-{1,}:?\s*(\|\s*:?-{1,}:?\s*)*\|?\s*$/u;
const DEEPEST = 6; // quotes in quotes; what lies deeper is shown flat

/** A text as nodes. */
export function markdown(text, names, depth = 0) {
  const left = String(text ?? "").replaceAll("\r\n", "\n").split("\n");
  const nodes = [];
  while (left.length) {
    const taken = [fence, heading, rule, quote, list, table, paragraph].find((take) => take(left, nodes, names, depth));
    if (!taken) left.shift(); // an empty line
  }
  return nodes;
}

function fence(left, nodes) {
  const open = FENCE.exec(left[0]);
  if (!open) return false;
  left.shift();
  const inside = [];
  while (left.length && !left[0].trim().startsWith(open[1])) inside.push(left.shift());
  left.shift();
  nodes.push(el("pre", {}, inside.join("\n")));
  return true;
}

function heading(left, nodes, names) {
  const found = HEADING.exec(left[0]);
  if (!found) return false;
  left.shift();
  nodes.push(el("p", { class: `heading heading-${Math.min(found[1].length, 3)}`, role: "heading", "aria-level": found[1].length + 2 }, inline(found[2], MARKDOWN, names)));
  return true;
}

function rule(left, nodes) {
  if (!RULE.test(left[0])) return false;
  left.shift();
  nodes.push(el("hr"));
  return true;
}

function quote(left, nodes, names, depth) {
  if (!QUOTE.test(left[0])) return false;
  const inside = [];
  while (left.length && QUOTE.test(left[0])) inside.push(QUOTE.exec(left.shift())[1]);
  const body = depth < DEEPEST ? markdown(inside.join("\n"), names, depth + 1) : inline(inside.join(" "), MARKDOWN, names);
  nodes.push(el("blockquote", {}, body));
  return true;
}

function list(left, nodes, names) {
  if (!ITEM.test(left[0])) return false;
  const items = [];
  while (left.length) {
    const found = ITEM.exec(left[0]);
    if (found) items.push({ depth: Math.min(Math.floor(found[1].length / 2), 5), ordered: /\d/u.test(found[2]), start: Number.parseInt(found[2], 10), text: found[3] });
    else if (items.length && /^\s{2,}\S/u.test(left[0])) items.at(-1).text += ` ${left[0].trim()}`;
    else break;
    left.shift();
  }
  while (items.length) nodes.push(branch(items, items[0].depth, names));
  return true;
}

/** The items of one depth, with deeper ones inside the item that they follow. */
function branch(items, depth, names) {
  const { ordered, start } = items[0];
  const element = el(ordered ? "ol" : "ul", ordered && start !== 1 ? { start } : {});
  while (items.length && items[0].depth >= depth) {
    if (items[0].depth > depth) {
      (element.lastElementChild ?? element.appendChild(el("li"))).append(branch(items, items[0].depth, names));
    } else if (items[0].ordered === ordered) element.append(el("li", {}, inline(items.shift().text, MARKDOWN, names)));
    else break;
  }
  return element;
}

function table(left, nodes, names) {
  if (left.length < 2 || !left[0].includes("|") || !left[1].includes("-") || !PARTING.test(left[1])) return false;
  const head = cells(left.shift());
  left.shift();
  const rows = [];
  while (left.length && left[0].includes("|")) rows.push(cells(left.shift()));
  const shown = (tag, row) => el("tr", {}, head.map((_, index) => el(tag, {}, inline(row[index] ?? "", MARKDOWN, names))));
  nodes.push(el("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    el("table", {}, el("thead", {}, shown("th", head)), el("tbody", {}, rows.map((row) => shown("td", row))))));
  return true;
}

function cells(line) {
  return line.trim().replace(/^\||\|$/gu, "").split(/(?<!\\)\|/u).map((cell) => cell.replaceAll("\\|", "|").trim());
}

function paragraph(left, nodes, names) {
  const inside = [];
  while (left.length && left[0].trim() && !(inside.length && [FENCE, HEADING, RULE, QUOTE, ITEM].some((form) => form.test(left[0])))) {
    inside.push(left.shift());
  }
  if (!inside.length) return false;
  nodes.push(el("p", {}, inside.flatMap((line, index) => [...(index ? [el("br")] : []), ...inline(line.trim(), MARKDOWN, names)])));
  return true;
}
