// The side panel with a thread: its first message, the replies, what the app is doing, and where to reply.

import { el, fill } from "../dom.js";
import { icon } from "../icons.js";
import { Composer } from "./composer.js";
import { MessageList } from "./list.js";
import { statusLine } from "./message.js";

/** The thread of one message. */
export class Thread {
  constructor(page, channel, ts) {
    Object.assign(this, { page, channel, ts });
    this.scroller = el("div", { class: "scroller", tabindex: "-1" });
    this.list = new MessageList(page, this.scroller, { inThread: true });
    this.doing = el("div", { class: "doing", "aria-live": "polite" });
    this.prompts = el("div", { class: "prompts" });
    this.heading = el("h2", { id: "thread-heading" }, "Thread");
    this.scroller.append(this.list.element, this.doing, this.prompts);
    this.composer = new Composer({ label: "Reply in thread", commands: false, send: (text) => page.say(channel, ts, text), offers: (before) => page.offers(before, true) });
    const { state } = page;
    this.element = el("aside", { class: "thread", "aria-labelledby": "thread-heading" },
      el("header", { class: "bar" },
        el("div", { class: "bar-words" }, this.heading, el("small", {}, channel === state.dm ? state.bot.name : `#${state.channelName(channel)}`)),
        el("button", { type: "button", class: "quiet", title: "Close thread", "aria-label": "Close thread", on: { click: () => page.closeThread() } }, icon("close"))),
      this.scroller, this.composer.element);
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && page.closeThread());
  }

  update() {
    const { state } = this.page;
    const root = state.message(this.channel, this.ts);
    const replies = state.replies(this.channel, this.ts);
    const parting = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
    this.list.update([...(root ? [root] : []), ...replies], (each) => (each === root && replies.length ? parting : null));
    const status = state.status(this.channel, this.ts);
    const words = JSON.stringify(status ?? null);
    if (words !== this.words) {
      this.words = words;
      fill(this.doing, status && statusLine(state, status));
      if (status) this.list.toEnd();
    }
    this.heading.textContent = state.title(this.channel, this.ts) || "Thread";
    const offered = state.promptsOf(this.channel, this.ts);
    fill(this.prompts, offered?.prompts.map((prompt) => el("button", { type: "button", class: "prompt", on: { click: () => this.page.say(this.channel, this.ts, prompt.message) } }, prompt.title)));
  }
}
