// A button that opens a menu: arrow keys move in it, Escape and a click elsewhere close it.

import { el } from "../dom.js";
import { icon } from "../icons.js";

/** A menu button. Items are {text, choose, sign?, danger?}. */
export function menuButton({ label, sign, items, className = "quiet" }) {
  const button = el("button", { type: "button", class: className, title: label, "aria-label": label, "aria-haspopup": "menu", "aria-expanded": "false" }, icon(sign));
  const around = el("span", { class: "menu-around" }, button);
  let menu = null;

  const close = (focus) => {
    menu?.remove();
    menu = null;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (focus) button.focus();
  };
  const outside = (event) => around.contains(event.target) || close(false);
  const open = () => {
    menu = el("div", { class: "menu", role: "menu", "aria-label": label }, items.map((item) =>
      el("button", { type: "button", role: "menuitem", class: item.danger ? "dangerous" : "", on: { click: () => { close(true); item.choose(); } } },
        item.sign && icon(item.sign), el("span", {}, item.text))));
    menu.addEventListener("keydown", (event) => move(event, menu, () => close(true)));
    around.append(menu);
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside, true);
    menu.querySelector("button")?.focus();
  };
  button.addEventListener("click", () => (menu ? close(true) : open()));
  around.addEventListener("focusout", (event) => menu && event.relatedTarget && !around.contains(event.relatedTarget) && close(false));
  return around;
}

function move(event, menu, close) {
  const all = [...menu.querySelectorAll("button")];
  const at = all.indexOf(document.activeElement);
  const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
  if (event.key === "Escape") {
    event.stopPropagation();
    close();
  } else if (to !== undefined) {
    event.preventDefault();
    all[to].focus();
  }
}
