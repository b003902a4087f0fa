// Faces: initials on a colour of one's own, and the app's mark.

import { el } from "../dom.js";
import { mark } from "../icons.js";

/** The face of a person or the app; `person` may be unknown. */
export function avatar(person, name, size = "large") {
  if (person?.is_app) return el("span", { class: `avatar ${size} app`, "aria-hidden": "true" }, mark(size === "large" ? 36 : 20));
  const words = String(name ?? "?").trim().split(/\s+/u);
  const initials = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] ?? "").join("");
  return el("span", { class: `avatar ${size} tint-${person?.tint ?? 6}`, "aria-hidden": "true" }, initials.toUpperCase());
}
