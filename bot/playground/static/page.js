// The page: what is open on it, and what the parts ask of it.

import { el, fill } from "./dom.js";
import { icon } from "./icons.js";
import { Session } from "./session.js";
import { State } from "./state.js";
import { Conversation } from "./parts/conversation.js";
import { Home } from "./parts/home.js";
import { Modal } from "./parts/modal.js";
import { sidebar } from "./parts/sidebar.js";
import { Thread } from "./parts/thread.js";
import { toast } from "./parts/toast.js";
import { asSent, asTyped, offers } from "./words.js";

const WIDE = "(min-width: 900px)"; // where a thread fits beside its channel

/** Everything on the page, for one person at a time. */
export class Page {
  constructor(root) {
    this.root = root;
    this.drawing = false;
    this.editing = null;
    this.start(new URLSearchParams(location.hash.slice(1)).get("as"));
    setInterval(() => turnStatuses(), 2500);
    window.addEventListener("hashchange", () => this.followHash());
  }

  start(person) {
    this.session?.end();
    this.state = new State((change) => this.changed(change));
    this.session = new Session(person, (change) => this.state.apply(change), (online) => this.lineIs(online));
    this.awaited = new Set(); // threads of one's own questions, which open by themselves once the app says something
    this.conversations = new Map();
    this.thread = null;
    this.home = null;
    this.dialog?.dialog.remove();
    this.dialog = new Modal(this);
  }

  lineIs(online) {
    this.state.online = online;
    this.changed({ type: "line" });
  }

  changed(change) {
    if (change.type === "hello") this.arrive();
    if (change.type === "notice") toast(change.text);
    if (["status", "message"].includes(change.type)) this.openAwaited(change);
    if (this.drawing || !this.state.ready) return;
    this.drawing = true;
    requestAnimationFrame(() => {
      this.drawing = false;
      this.draw();
    });
  }

  arrive() {
    const hash = new URLSearchParams(location.hash.slice(1));
    this.conversations.clear();
    this.built = null;
    this.home = null;
    this.followHash(hash);
  }

  followHash(hash = new URLSearchParams(location.hash.slice(1))) {
    const { state } = this;
    if (hash.get("as") && hash.get("as") !== state.me && state.people?.has(hash.get("as"))) return this.start(hash.get("as"));
    const at = hash.get("at");
    if (at === "home") return this.go({ kind: "home" });
    return this.go({ kind: "channel", channel: state.known(at) ? at : state.place.channel, thread: hash.get("thread") });
  }

  // -- what the parts ask for ------------------------------------------------------------------------------------------

  go(place) {
    const { state, session } = this;
    const moved = state.place.kind !== place.kind || state.place.channel !== (place.channel ?? null) || this.built === null;
    state.go(place);
    document.body.classList.remove("drawer-open");
    if (moved && place.kind === "home") session.act("open_home");
    if (moved && place.channel === state.dm) session.act("open_messages_tab");
    this.remember();
  }

  remember() {
    const { kind, channel, thread } = this.state.place;
    const hash = new URLSearchParams({ as: this.state.me, at: kind === "home" ? "home" : channel, ...(thread ? { thread } : {}) });
    if (`#${hash}` !== location.hash) history.replaceState(null, "", `#${hash}`);
  }

  become(person) {
    if (person === this.state.me) return;
    const { place } = this.state;
    history.replaceState(null, "", `#${new URLSearchParams({ as: person, at: place.kind === "home" ? "home" : place.channel === this.state.dm ? "" : place.channel })}`);
    this.start(person);
  }

  openThread(channel, ts) {
    this.go({ kind: "channel", channel, thread: ts });
    this.draw();
    this.thread?.composer.area.focus();
  }

  closeThread() {
    const { channel, thread } = this.state.place;
    this.go({ kind: "channel", channel });
    this.draw();
    [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === `replies/${thread}`)?.focus();
  }

  /** Begin to edit a message where it stands, in its channel or thread; null ends it. */
  edit(message, inThread = false) {
    this.editing = message && { channel: message.channel, ts: message.ts, inThread };
    this.draw();
    const area = document.querySelector(".editor textarea");
    area?.focus();
    area?.setSelectionRange(area.value.length, area.value.length);
  }

  edits(message, inThread = false) {
    const { editing } = this;
    return Boolean(editing) && editing.ts === message.ts && editing.channel === message.channel && editing.inThread === inThread;
  }

  /** Send what was typed: a slash command, or a message. False where it can't be sent from here. */
  say(channel, thread, text) {
    const command = /^\/(\S+)\s*([\s\S]*)$/u.exec(text);
    if (command && thread) {
      toast(`/${command[1]} doesn't work in a thread; use the message box of the channel.`);
      return false;
    }
    if (command) this.report(this.session.act("slash", { channel, command: `/${command[1]}`, text: asSent(command[2], this.state) }));
    else this.report(this.session.act("post", { channel, thread_ts: thread, text: asSent(text, this.state) }).then((done) => this.await(channel, thread, done)));
    return true;
  }

  async report(doing) {
    const done = await doing;
    if (!done.ok && done.problem) toast(done.problem);
  }

  await(channel, thread, done) {
    if (done.ok && !thread && done.ts) {
      this.awaited.add(`${channel}/${done.ts}`);
      if (this.state.status(channel, done.ts) || this.state.replies(channel, done.ts).length) this.openAwaited({ channel, thread_ts: done.ts });
    }
    return done;
  }

  /** Open the thread of one's own question when the app begins to say something there, if there is room beside. */
  openAwaited(change) {
    const channel = change.channel ?? change.message?.channel;
    const thread = change.thread_ts ?? change.message?.thread_ts;
    if (!this.awaited.delete(`${channel}/${thread}`)) return;
    if (this.state.looksAt(channel) && window.matchMedia(WIDE).matches) this.go({ kind: "channel", channel, thread });
  }

  offers(before, inThread = false) {
    return offers(before, this.state, inThread);
  }

  asSent(text) {
    return asSent(text, this.state);
  }

  asTyped(text) {
    return asTyped(text, this.state);
  }

  // -- drawing ---------------------------------------------------------------------------------------------------------

  draw() {
    const { state } = this;
    if (!state.ready) return;
    this.build();
    sidebar(this, this.side);
    this.offline.hidden = state.online;
    const { kind, channel, thread } = state.place;
    const middle = kind === "home" ? (this.home ??= new Home(this)) : this.conversation(channel);
    if (this.middle.firstChild !== middle.element) {
      fill(this.middle, middle.element);
      if (kind === "channel") middle.list.toEnd();
    }
    this.drawBar(kind, channel);
    middle.update();
    this.drawThread(channel, thread);
    this.dialog.update();
    document.title = `${kind === "home" ? "Home" : state.channelName(channel)} – Footnote playground`;
  }

  build() {
    if (this.built === this.state.me) return;
    this.built = this.state.me;
    this.side = el("nav", { class: "side", "aria-label": "Workspace" });
    this.bar = el("header", { class: "bar" });
    this.middle = el("div", { class: "middle" });
    this.offline = el("div", { class: "offline", role: "alert", hidden: true }, "The playground can't be reached. Start it again with ", el("code", {}, "footnote playground"), "; this page finds it by itself.");
    this.main = el("main", { class: "main" }, this.bar, this.offline, this.middle);
    this.panel = el("div", { class: "panel" });
    this.thread = null;
    fill(this.root, this.side, el("button", { type: "button", class: "scrim", "aria-label": "Close the menu", on: { click: () => document.body.classList.remove("drawer-open") } }), this.main, this.panel);
  }

  conversation(channel) {
    if (!this.conversations.has(channel)) this.conversations.set(channel, new Conversation(this, channel));
    return this.conversations.get(channel);
  }

  drawBar(kind, channel) {
    const { state } = this;
    const name = `${kind}/${channel}`;
    if (this.barShows === name && this.bar.firstChild) return;
    this.barShows = name;
    const found = state.channels.find((each) => each.id === channel);
    const app = kind === "home" || channel === state.dm;
    const tab = (words, place, current) => el("button", { type: "button", class: "tab", "aria-current": current ? "page" : undefined, on: { click: () => this.go(place) } }, words);
    fill(this.bar,
      el("button", { type: "button", class: "quiet drawer-button", "aria-label": "Channels and people", on: { click: () => document.body.classList.add("drawer-open") } }, icon("menu")),
      el("div", { class: "bar-words" }, el("h1", {}, app ? state.bot.name : [icon("hash"), found?.name ?? channel]), !app && el("small", {}, members(found))),
      app && el("div", { class: "tabs" }, tab("Messages", { kind: "channel", channel: state.dm }, kind !== "home"), tab("Home", { kind: "home" }, kind === "home")));
  }

  drawThread(channel, ts) {
    if (!ts) {
      this.thread = null;
      fill(this.panel);
    } else if (this.thread?.ts !== ts || this.thread.channel !== channel) {
      this.thread = new Thread(this, channel, ts);
      fill(this.panel, this.thread.element);
    }
    document.body.classList.toggle("thread-open", Boolean(ts));
    const first = this.thread && !this.thread.words;
    this.thread?.update();
    if (first) this.thread.list.toEnd();
  }
}

function members(channel) {
  return channel ? `${channel.members.length} members` : "";
}

/** Where the app gave several words for what it does, show the next ones. */
function turnStatuses() {
  for (const element of document.querySelectorAll(".status-words")) {
    const words = JSON.parse(element.dataset.messages || "[]");
    if (words.length > 1) element.textContent = words[(words.indexOf(element.textContent) + 1) % words.length];
  }
}
