// The middle of the page for a channel or the direct message: what was said, and where to write.

import { el, fill } from "../dom.js";
import { icon, mark } from "../icons.js";
import { Composer } from "./composer.js";
import { MessageList } from "./list.js";

/** One channel, or the direct message with the app. */
export class Conversation {
  constructor(page, channel) {
    Object.assign(this, { page, channel });
    const { state } = page;
    const direct = channel === state.dm;
    this.scroller = el("div", { class: "scroller", tabindex: "-1" });
    this.list = new MessageList(page, this.scroller);
    this.prompts = el("div", { class: "prompts" });
    this.scroller.append(direct ? greeting(state) : welcome(page, channel, (text) => this.composer.write(text)), this.list.element, this.prompts);
    const name = state.channelName(channel);
    this.composer = new Composer({
      label: direct ? `Message ${name}` : `Message #${name}`,
      send: (text) => page.say(channel, null, text),
      offers: (before) => page.offers(before),
    });
    this.element = el("div", { class: "conversation" }, this.scroller, this.composer.element);
  }

  update() {
    const { state } = this.page;
    const messages = state.topLevel(this.channel);
    this.list.update(messages);
    const offered = this.channel === state.dm ? state.promptsOf(this.channel) : null;
    fill(this.prompts, offered?.prompts.length ? [
      el("p", { class: "prompts-title" }, offered.title || "Try one of these"),
      el("div", { class: "prompts-list" }, offered.prompts.map((prompt) =>
        el("button", { type: "button", class: "prompt", data: { key: `prompt/${prompt.title}` }, on: { click: () => this.page.say(this.channel, null, prompt.message) } }, prompt.title))),
    ] : null);
    if (offered?.prompts.length && !this.shownPrompts) {
      this.shownPrompts = true;
      this.list.toEnd();
    }
  }
}

function greeting(state) {
  return el("div", { class: "intro" }, mark(52),
    el("h2", {}, state.bot.name),
    el("p", {}, "This is the direct message between you and the app. Ask as you would ask a colleague: no mention is needed here."));
}

function welcome(page, channel, write) {
  const { state } = page;
  const found = state.channels.find((each) => each.id === channel);
  return el("div", { class: "intro" },
    el("span", { class: "intro-sign" }, icon("hash", 28)),
    el("h2", {}, `#${found?.name ?? channel}`),
    el("p", {}, found?.topic || "Mention the app with a question, or type / for its commands."),
    el("div", { class: "tries", role: "group", "aria-label": "Things to try" }, state.tries.map((text) =>
      el("button", { type: "button", class: "try", title: "Put this into the message box", on: { click: () => write(text) } }, text))));
}
