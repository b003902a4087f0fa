// The list over the composer: slash commands after "/", names after "@".

import { el, fill, uniqueId } from "../dom.js";

/** Suggestions for a text area. `offers(before)` gives {from, items: [{insert, title, detail, hint}]} or null. */
export class Suggestions {
  constructor(area, offers, changed) {
    Object.assign(this, { area, offers, changed, items: [], chosen: 0, from: 0 });
    this.element = el("div", { class: "suggestions", role: "listbox", id: uniqueId("suggestions"), "aria-label": "Suggestions", hidden: true });
    area.setAttribute("aria-controls", this.element.id);
    area.addEventListener("input", () => this.refresh());
    area.addEventListener("blur", () => setTimeout(() => this.hide(), 150));
  }

  refresh() {
    const found = this.offers(this.area.value.slice(0, this.area.selectionStart));
    this.items = found?.items ?? [];
    this.from = found?.from ?? 0;
    this.chosen = 0;
    this.show();
  }

  hide() {
    this.items = [];
    this.show();
  }

  show() {
    this.element.hidden = this.items.length === 0;
    this.area.setAttribute("aria-expanded", String(this.items.length > 0));
    fill(this.element, this.items.map((item, index) =>
      el("div", { class: "suggestion", role: "option", id: `${this.element.id}-${index}`, "aria-selected": String(index === this.chosen), on: {
        pointerdown: (event) => { event.preventDefault(); this.take(index); },
      } }, el("b", {}, item.title), item.hint && el("code", {}, item.hint), el("span", {}, item.detail))));
    if (this.items.length) this.area.setAttribute("aria-activedescendant", `${this.element.id}-${this.chosen}`);
    else this.area.removeAttribute("aria-activedescendant");
    this.element.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  take(index) {
    const { value, selectionStart } = this.area;
    const start = value.slice(0, this.from) + this.items[index].insert;
    this.area.value = start + value.slice(selectionStart);
    this.area.setSelectionRange(start.length, start.length);
    this.hide();
    this.changed();
  }

  /** Whether the key was meant for the list. */
  key(event) {
    if (!this.items.length) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) this.chosen = (this.chosen + steps[event.key] + this.items.length) % this.items.length;
    else if (event.key === "Escape") this.items = [];
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !this.complete())) this.take(this.chosen);
    else return false;
    event.preventDefault();
    this.show();
    return true;
  }

  /** Whether what stands there is already what would be put in: then Enter sends. */
  complete() {
    return this.items[this.chosen].insert.trim() === this.area.value.slice(this.from, this.area.selectionStart).trim();
  }
}
