// Short notes that go by themselves: what Slack itself tells a person.

import { el } from "../dom.js";
import { icon } from "../icons.js";

const SHOWN_MS = 9000;

/** Say something at the foot of the page. */
export function toast(text) {
  const place = document.getElementById("toasts");
  const note = el("div", { class: "toast" }, icon("alert"), el("span", {}, text),
    el("button", { type: "button", class: "quiet", "aria-label": "Dismiss", on: { click: () => gone(place, note) } }, icon("close", 14)));
  place.append(note);
  if (place.matches(":popover-open")) place.hidePopover(); // once more, so that it lies over a dialog that has opened since
  place.showPopover();
  setTimeout(() => gone(place, note), SHOWN_MS);
}

function gone(place, note) {
  note.remove();
  if (!place.children.length && place.matches(":popover-open")) place.hidePopover();
}
