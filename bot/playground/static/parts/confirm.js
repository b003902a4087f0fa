// "Are you sure?": the confirmation that an element can ask for, and the page's own before it deletes.

import { el } from "../dom.js";
import { textObject } from "../text/plain.js";

/** Whether the person agrees; true at once where there is nothing to confirm. */
export function confirmed(asked, names) {
  if (!asked) return Promise.resolve(true);
  return new Promise((settle) => {
    const dialog = el("dialog", { class: "confirm", "aria-label": asked.title?.text ?? "Are you sure?" },
      el("h2", {}, textObject(asked.title, names)),
      el("div", { class: "confirm-text" }, textObject(asked.text, names)),
      el("div", { class: "buttons" },
        el("button", { type: "button", class: "button", on: { click: () => dialog.close("no") } }, textObject(asked.deny, names)),
        el("button", { type: "button", class: `button ${asked.style === "danger" ? "danger" : "primary"}`, on: { click: () => dialog.close("yes") } }, textObject(asked.confirm, names))));
    dialog.addEventListener("close", () => {
      settle(dialog.returnValue === "yes");
      dialog.remove();
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
