// The app's Home of this person.

import { blocks } from "../blocks/index.js";
import { el, fill } from "../dom.js";
import { contextOf } from "./context.js";

/** The Home tab; made anew only when the app has published another. */
export class Home {
  constructor(page) {
    this.page = page;
    this.inner = el("div", { class: "home-inner" });
    this.element = el("div", { class: "scroller home" }, this.inner);
  }

  update() {
    const { home } = this.page.state;
    const version = home ? `${home.id}/${home.hash}` : "none";
    if (version === this.version) return;
    this.version = version;
    const key = this.inner.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    fill(this.inner, home ? blocks(home.blocks, contextOf(this.page, "home", { view: home.id })) : el("div", { class: "loading", role: "status" }, "Home is on its way…"));
    if (key) [...this.inner.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key)?.focus();
  }
}
