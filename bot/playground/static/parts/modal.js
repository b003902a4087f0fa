// Modals: the top one of the stack is shown in a dialog, which keeps the focus; the page behind it is inert.

import { blocks } from "../blocks/index.js";
import { el, fill } from "../dom.js";
import { icon } from "../icons.js";
import { plain } from "../text/plain.js";
import { contextOf } from "./context.js";
import { Form } from "./form.js";
import { toast } from "./toast.js";

/** The dialog that shows whatever modal is on top. */
export class Modal {
  constructor(page) {
    this.page = page;
    this.dialog = el("dialog", { class: "modal", "aria-labelledby": "modal-title" });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close(false);
    });
    document.body.append(this.dialog);
  }

  update() {
    const { modals } = this.page.state;
    const view = modals.at(-1);
    if (!view || view.id === this.closed) return this.dismiss();
    const version = JSON.stringify([view.id, view.hash, view.errors, modals.length]);
    if (version === this.version) return undefined;
    this.version = version;
    this.show(view, modals.length);
    return undefined;
  }

  dismiss() {
    this.version = null;
    this.view = null;
    if (!this.dialog.open) return;
    this.dialog.close();
    const back = this.opener && [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === this.opener);
    back?.focus();
  }

  show(view, depth) {
    const same = this.view?.id === view.id ? this.form : null;
    const focused = same && this.dialog.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    if (!this.dialog.open) this.opener = document.activeElement?.dataset?.key;
    this.view = view;
    this.form = new Form();
    const body = blocks(view.blocks, contextOf(this.page, "modal", { view: view.id }, this.form));
    this.submit = view.submit && el("button", { type: "submit", class: "button primary" }, plain(view.submit.text));
    const form = el("form", { novalidate: true, on: { submit: (event) => { event.preventDefault(); this.send(); } } },
      el("header", { class: "bar" }, el("h2", { id: "modal-title", tabindex: "-1" }, plain(view.title?.text ?? "")),
        el("button", { type: "button", class: "quiet", "aria-label": "Close", title: "Close", data: { key: "modal-close" }, on: { click: () => this.close(true) } }, icon("close"))),
      el("div", { class: "modal-body", tabindex: "-1" }, body),
      el("footer", { class: "buttons" },
        el("button", { type: "button", class: "button", data: { key: "modal-cancel" }, on: { click: () => this.close(false) } }, view.close ? plain(view.close.text) : depth > 1 ? "Back" : this.submit ? "Cancel" : "Close"),
        this.submit));
    fill(this.dialog, form);
    if (same) this.form.resume(same);
    if (!this.dialog.open) this.dialog.showModal();
    this.focus(focused, Boolean(same));
    this.form.show(view.errors ?? {});
  }

  /** Where the focus goes: where it was, else to the first input, else to the title. */
  focus(key, same) {
    const there = key && [...this.dialog.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key);
    if (there) return there.focus();
    if (same && document.activeElement !== document.body && this.dialog.contains(document.activeElement)) return undefined;
    return (this.dialog.querySelector(".modal-body :is(input, textarea, select)") ?? this.dialog.querySelector("#modal-title")).focus();
  }

  async send() {
    if (!this.submit || this.submit.disabled) return;
    const missing = this.form.missing();
    this.form.show(missing);
    if (Object.keys(missing).length) return;
    const { submit } = this;
    submit.disabled = true;
    submit.setAttribute("aria-busy", "true");
    const done = await this.page.session.act("submit", { view: this.view.id, values: this.form.values() });
    submit.disabled = false;
    submit.removeAttribute("aria-busy");
    if (!done.ok && done.problem) toast(done.problem);
  }

  /** The dialog goes at once; the server hears of it. */
  close(everything) {
    if (everything || this.page.state.modals.length === 1) {
      this.closed = this.view?.id;
      this.dismiss();
    }
    this.page.session.act("close_modal", { everything });
  }
}
