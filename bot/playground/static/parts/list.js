// A list of messages that changes without being made anew: what stays the same keeps its element, its focus, its menus.

import { el, exchange } from "../dom.js";
import { message } from "./message.js";
import { dateOf, day } from "./time.js";

const TOGETHER_S = 300; // messages of one author within five minutes share a head
const NEAR_PX = 120; // so near to its end, a list follows what comes

/** Messages in a scrolling element; `options` are those of every message. */
export class MessageList {
  constructor(page, scroller, options = {}) {
    Object.assign(this, { page, scroller, options, kept: new Map() });
    this.element = el("div", { class: "messages", role: "log", "aria-live": "polite", "aria-relevant": "additions" });
  }

  /** Show these messages, oldest first; `after` may give elements to put after one of them. */
  update(messages, after = () => null) {
    const follow = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < NEAR_PX;
    const wanted = [];
    let before = null;
    for (const each of messages) {
      if (!this.options.inThread && (!before || day(before.ts) !== day(each.ts))) wanted.push(this.keep(`day ${day(each.ts)}`, "", () => divider(day(each.ts))));
      const extra = after(each);
      const follows = this.belongs(before, each);
      wanted.push(this.keep(each.ts, this.signature(each, follows), () => message(this.page, each, { ...this.options, follows })));
      if (extra) wanted.push(this.keep(`after ${each.ts}`, extra, () => divider(extra)));
      before = extra ? null : each;
    }
    this.place(wanted);
    if (follow || messages.at(-1)?.ts > (this.newest ?? "") && messages.at(-1)?.user === this.page.state.me) this.toEnd();
    this.newest = messages.at(-1)?.ts;
  }

  /** Scroll to the end; to the beginning of the last message where it is taller than what can be seen. */
  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    const last = this.element.lastElementChild;
    if (last?.offsetHeight > this.scroller.clientHeight) last.scrollIntoView({ block: "start" });
  }

  belongs(before, each) {
    return Boolean(before) && before.user === each.user && before.name === each.name && !each.only_you && !before.only_you
      && dateOf(each.ts) - dateOf(before.ts) < TOGETHER_S * 1000 && !this.page.state.replies(before.channel, before.ts).length;
  }

  signature(each, follows) {
    const { state } = this.page;
    const replies = this.options.inThread ? [] : state.replies(each.channel, each.ts);
    const status = this.options.inThread ? null : state.status(each.channel, each.ts);
    const files = each.files.map((file) => state.file(file.id)?.url ?? "");
    return JSON.stringify([each.version, follows, replies.length, replies.at(-1)?.ts, status, this.page.edits(each, this.options.inThread), files]);
  }

  keep(key, signature, make) {
    const old = this.kept.get(key);
    if (old?.signature === signature) return old;
    const element = make();
    if (old?.element.isConnected) exchange(old.element, element);
    const fresh = { key, signature, element };
    this.kept.set(key, fresh);
    return fresh;
  }

  place(wanted) {
    const keys = new Set(wanted.map((each) => each.key));
    for (const [key, { element }] of this.kept) {
      if (!keys.has(key)) {
        element.remove();
        this.kept.delete(key);
      }
    }
    let next = this.element.firstChild;
    for (const { element } of wanted) {
      if (element === next) next = next.nextSibling;
      else this.element.insertBefore(element, next);
    }
  }
}

function divider(words) {
  return el("div", { class: "divider", role: "separator", "aria-label": words }, el("span", {}, words));
}
