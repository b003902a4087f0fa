// plain_text: nothing in it means anything but the emoji shortcodes, and those only if the object says so.

import { el } from "../dom.js";
import { emoji, withSigns } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

/** The nodes of a text with its line breaks and, where wanted, its emoji. */
export function plain(text, withEmoji = true) {
  return String(text ?? "")
    .split("\n")
    .flatMap((line, index) => [...(index ? [el("br")] : []), ...(withEmoji ? spoken(line) : withSigns(line))]);
}

function spoken(line) {
  return line.split(/(:[a-z0-9_+'-]{1,60}:)/u).flatMap((part) => (/^:.+:$/u.test(part) && emoji(part.slice(1, -1))) || withSigns(part));
}

/** A text object of either kind. */
export function textObject(object, names) {
  if (!object) return [];
  if (object.type === "mrkdwn") return mrkdwn(object.text, names);
  return plain(object.text, object.emoji !== false);
}
