// Where a person writes: Enter sends, Shift and Enter breaks the line, "/" and "@" suggest.

import { el, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { Suggestions } from "./suggestions.js";

/** A box to write in. `send(text)` says whether it was taken; `offers(text, caret)` gives what to suggest. */
export class Composer {
  constructor({ label, send, offers, commands = true }) {
    this.send = send;
    this.area = el("textarea", {
      rows: 1, "aria-label": label, placeholder: label, id: uniqueId("composer"), data: { key: `composer/${label}` },
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", autocomplete: "off",
    });
    this.suggestions = new Suggestions(this.area, offers, () => this.grow());
    this.button = el("button", { type: "button", class: "send", title: "Send", "aria-label": "Send", disabled: true, on: { click: () => this.submit() } }, icon("send"));
    this.element = el("div", { class: "composer" }, this.suggestions.element,
      el("div", { class: "composer-box" }, this.area,
        el("div", { class: "composer-tools" },
          commands && this.starter("slash", "Commands", "/"), this.starter("at", "Mention", "@"),
          el("span", { class: "composer-hint" }, el("kbd", {}, "Enter"), " sends"), this.button)));
    this.area.addEventListener("input", () => this.grow());
    this.area.addEventListener("keydown", (event) => this.key(event));
  }

  /** Put words in, ready to be sent or changed. */
  write(text) {
    this.area.value = text;
    this.area.focus();
    this.area.setSelectionRange(text.length, text.length);
    this.grow();
  }

  starter(sign, label, letter) {
    return el("button", { type: "button", class: "quiet", title: label, "aria-label": label, on: { click: () => {
      const text = this.area.value;
      this.write(letter === "/" ? "/" : `${text}${text && !text.endsWith(" ") ? " " : ""}@`);
      this.suggestions.refresh();
    } } }, icon(sign));
  }

  grow() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, 220)}px`;
    this.button.disabled = !this.area.value.trim();
  }

  key(event) {
    if (event.isComposing || this.suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    }
  }

  submit() {
    const text = this.area.value.trim();
    if (!text || this.send(text) === false) return;
    this.area.value = "";
    this.suggestions.hide();
    this.grow();
  }
}
