// A line of Slack's mrkdwn or of Markdown as nodes. Marks that don't close are text, and every character is looked at a
// bounded number of times, so that a message of nothing but asterisks takes no longer than any other.

import { el, link } from "../dom.js";
import { emoji, withSigns } from "./emoji.js";

const LONGEST_LINK = 4000; // characters, words and address together
const WORD = /[\p{L}\p{N}]/u;
const ADDRESS = /https?:\/\/[^\s<>|"'`]+/y;
const SHORTCODE = /:([a-z0-9_+'-]{1,60}):/y;

export const MRKDWN = {
  marks: [["*", "strong"], ["_", "em"], ["~", "s"]],
  entity: slackEntity,
};

export const MARKDOWN = {
  marks: [["**", "strong"], ["__", "strong"], ["~~", "s"], ["*", "em"], ["_", "em"]],
  escape: /\\([\\`*_{}[\]()#+\-.!|>~<:@&])/y,
  entity: markdownLink,
};

/** Nodes and strings of a line. `names` tells what `<@U1>` and `<#C1>` are called: {user(id), channel(id)}. */
export function inline(text, dialect, names) {
  return new Scan(text, dialect, names).nodes();
}

class Scan {
  constructor(text, dialect, names) {
    Object.assign(this, { text, dialect, names, at: 0, plain: "", found: [] });
    this.hopeless = new Set(); // marks that close nowhere in what is left
  }

  nodes() {
    while (this.at < this.text.length) {
      if (!(this.escaped() || this.code() || this.entity() || this.bare() || this.shortcode() || this.marked())) {
        this.plain += this.text[this.at];
        this.at += 1;
      }
    }
    this.flush();
    return this.found;
  }

  flush() {
    if (this.plain) this.found.push(...withSigns(unescape(this.plain)));
    this.plain = "";
  }

  take(node, end) {
    this.flush();
    this.found.push(node);
    this.at = end;
    return true;
  }

  match(pattern) {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text);
  }

  escaped() {
    if (!this.dialect.escape || this.text[this.at] !== "\\") return false;
    const match = this.match(this.dialect.escape);
    if (!match) return false;
    this.flush(); // what is escaped must not join what stands before it into something else
    this.found.push(match[1]);
    this.at += 2;
    return true;
  }

  code() {
    if (this.text[this.at] !== "`") return false;
    const end = this.closing("`", this.at + 1, () => true);
    if (end < 0) return false;
    return this.take(el("code", {}, unescape(this.text.slice(this.at + 1, end))), end + 1);
  }

  entity() {
    if (this.text[this.at] !== "<" && this.text[this.at] !== "[") return false;
    const found = this.dialect.entity(this.text, this.at, this.names);
    return found ? this.take(found.node, found.end) : false;
  }

  bare() {
    if (this.text[this.at] !== "h" || WORD.test(this.text[this.at - 1] ?? "")) return false;
    const match = this.match(ADDRESS);
    if (!match) return false;
    const address = match[0].replace(/[.,;:!?)\]*_~]+$/u, "");
    return this.take(link(unescape(address), unescape(address)), this.at + address.length);
  }

  shortcode() {
    if (this.text[this.at] !== ":") return false;
    const match = this.match(SHORTCODE);
    const node = match && emoji(match[1]);
    return node ? this.take(node, this.at + match[0].length) : false;
  }

  marked() {
    for (const [mark, tag] of this.dialect.marks) {
      if (!this.text.startsWith(mark, this.at) || this.hopeless.has(mark)) continue;
      const start = this.at + mark.length;
      if (WORD.test(this.text[this.at - 1] ?? "") || /^(\s|$)/u.test(this.text[start] ?? "")) continue;
      if (this.text[start] === mark[0]) continue;
      const end = this.closing(mark, start, (index) => this.closes(mark, index));
      if (end < 0) continue;
      const inner = inline(this.text.slice(start, end), this.dialect, this.names);
      return this.take(el(tag, {}, inner), end + mark.length);
    }
    return false;
  }

  closes(mark, index) {
    return !/\s/u.test(this.text[index - 1]) && !WORD.test(this.text[index + mark.length] ?? "");
  }

  /** Where a mark closes; -1, and remembered, where it doesn't. */
  closing(mark, from, fits) {
    if (this.hopeless.has(mark)) return -1;
    for (let index = this.text.indexOf(mark, from); index >= 0; index = this.text.indexOf(mark, index + 1)) {
      if (index > from && fits(index)) return index;
    }
    this.hopeless.add(mark);
    return -1;
  }
}

function unescape(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function slackEntity(text, at, names) {
  if (text[at] !== "<") return null;
  const end = text.indexOf(">", at);
  if (end < 0 || end - at > LONGEST_LINK) return null;
  const [target, ...rest] = text.slice(at + 1, end).split("|");
  const label = unescape(rest.join("|"));
  const node = entityNode(unescape(target), label, names);
  return node && { node, end: end + 1 };
}

function entityNode(target, label, names) {
  if (target.startsWith("@")) return mention(`@${names.user(target.slice(1)) ?? (label || target.slice(1))}`);
  if (target.startsWith("#")) return mention(`#${names.channel(target.slice(1)) ?? (label || target.slice(1))}`);
  if (target.startsWith("!date^")) return label;
  if (target.startsWith("!subteam^")) return broadcast(label || "@group");
  if (target.startsWith("!")) return broadcast(`@${target.slice(1)}`);
  return /^(https?:|mailto:)/u.test(target) ? link(target, label || target) : null;
}

function mention(words) {
  return el("span", { class: "mention" }, words);
}

/** What would ring everyone's bell; it stands out here, since the bot must never send one. */
function broadcast(words) {
  return el("span", { class: "mention broadcast" }, words);
}

function markdownLink(text, at, names) {
  if (text[at] === "<") return /^<(https?:|mailto:|[@#!])/u.test(text.slice(at, at + 9)) ? slackEntity(text, at, names) : null;
  const near = text.slice(at, at + LONGEST_LINK);
  const found = /^\[([^[\]]+)\]\(((?:https?|mailto):[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)/u.exec(near);
  return found && { node: link(found[2], inline(found[1], MARKDOWN, names)), end: at + found[0].length };
}
