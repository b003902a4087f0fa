// Slack's own markup: lines, quotes, code in fences; what is within a line is inline.js's.

import { el } from "../dom.js";
import { MRKDWN, inline } from "./inline.js";

/** A text as nodes: paragraphs are lines, as Slack shows them. */
export function mrkdwn(text, names) {
  return String(text ?? "")
    .split("```")
    .flatMap((part, index, all) => {
      const closed = index < all.length - 1;
      if (index % 2 && closed) return [el("pre", {}, part.replace(/^\n|\n$/gu, ""))];
      return lines((index % 2 ? "```" : "") + part, names);
    });
}

function lines(text, names) {
  const nodes = [];
  let quoted = [];
  const flush = () => {
    if (quoted.length) nodes.push(el("blockquote", {}, joined(quoted, names)));
    quoted = [];
  };
  let plain = [];
  const settle = () => {
    if (plain.length && plain.some((line) => line !== "")) nodes.push(el("div", { class: "lines" }, joined(plain, names)));
    plain = [];
  };
  for (const line of text.split("\n")) {
    const quote = /^(?:&gt;|>)(?!>) ?(.*)$/u.exec(line);
    if (quote) {
      settle();
      quoted.push(quote[1]);
    } else {
      flush();
      plain.push(line);
    }
  }
  flush();
  settle();
  return nodes;
}

function joined(list, names) {
  return list.flatMap((line, index) => [...(index ? [el("br")] : []), ...inline(line, MRKDWN, names)]);
}
