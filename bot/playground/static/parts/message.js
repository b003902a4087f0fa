// One message: face, name, time, blocks, files, its thread, and what can be done with it.

import { blocks } from "../blocks/index.js";
import { el } from "../dom.js";
import { icon } from "../icons.js";
import { avatar } from "./avatar.js";
import { confirmed } from "./confirm.js";
import { contextOf } from "./context.js";
import { attachments } from "./files.js";
import { menuButton } from "./menu.js";
import { clock, dateOf } from "./time.js";
import { toast } from "./toast.js";

/** A message as an element. `follows`: it belongs to the one above; `inThread`: it stands in the side panel. */
export function message(page, each, { follows = false, inThread = false } = {}) {
  const { state } = page;
  const person = each.user ? state.person(each.user) : undefined;
  const name = each.name ?? person?.real_name ?? "Someone";
  const editing = page.edits(each, inThread);
  const body = el("div", { class: "message-body" },
    !follows && el("div", { class: "message-head" },
      el("span", { class: "author" }, name),
      (person?.is_app || person?.is_bot || each.is_bot) && el("span", { class: "badge" }, "App"),
      time(each)),
    editing ? editor(page, each) : el("div", { class: "blocks" }, blocks(each.blocks, contextOf(page, "message", { channel: each.channel, ts: each.ts })),
      each.streaming && el("span", { class: "caret", "aria-hidden": "true" }),
      each.edited && !person?.is_app && el("span", { class: "edited" }, "(edited)")),
    attachments(each, state),
    !inThread && summary(page, each));
  return el("article", {
    class: `message${follows ? " follows" : ""}${each.only_you ? " ephemeral" : ""}`, tabindex: "-1", "aria-label": `${name}, ${clock(each.ts)}`,
    data: { ts: each.ts, author: person?.is_app ? "app" : "person" }, "aria-busy": each.streaming ? "true" : undefined,
  },
  el("div", { class: "gutter" }, follows ? time(each) : avatar(person, name)),
  each.only_you && el("div", { class: "only-you" }, icon("eye", 14), "Only visible to you"),
  body, editing ? null : toolbar(page, each, inThread));
}

function time(each) {
  const date = dateOf(each.ts);
  return el("time", { datetime: date.toISOString(), title: date.toLocaleString() }, clock(each.ts));
}

/** "3 replies", which opens the thread. */
function summary(page, each) {
  const { state } = page;
  const replies = state.replies(each.channel, each.ts);
  const status = state.status(each.channel, each.ts);
  if (!replies.length) return status ? statusLine(state, status) : null;
  const faces = [...new Set(replies.map((reply) => reply.user))].slice(0, 4).map((id) => avatar(state.person(id), state.person(id)?.real_name, "small"));
  return [
    el("button", { type: "button", class: "replies", data: { key: `replies/${each.ts}` }, on: { click: () => page.openThread(each.channel, each.ts) } },
      faces, el("b", {}, replies.length === 1 ? "1 reply" : `${replies.length} replies`), el("small", {}, `Last reply at ${clock(replies.at(-1).ts)}`)),
    status && statusLine(state, status),
  ];
}

/** What the app says it is doing. */
export function statusLine(state, status) {
  const words = status.loading_messages?.length ? status.loading_messages[0] : `${state.bot.name} ${status.text}`;
  return el("div", { class: "status-line", role: "status" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
    el("span", { class: "status-words", data: { messages: JSON.stringify(status.loading_messages ?? []) } }, words));
}

function toolbar(page, each, inThread) {
  const { state, session } = page;
  const mine = each.user === state.me && !each.only_you;
  const tool = (label, sign, click) => el("button", { type: "button", class: "quiet", title: label, "aria-label": label, data: { key: `${label}/${each.ts}` }, on: { click } }, icon(sign));
  const shortcuts = each.only_you ? [] : state.shortcuts.map((shortcut) => ({
    text: shortcut.name, sign: "checked",
    choose: async () => say(await session.act("shortcut", { channel: each.channel, ts: each.ts, callback_id: shortcut.callback_id })),
  }));
  const own = mine ? [
    { text: "Edit message", sign: "pencil", choose: () => page.edit(each, inThread) },
    { text: "Delete message…", sign: "bin", danger: true, choose: () => remove(page, each) },
  ] : [];
  const more = [...shortcuts, ...own, ...(each.only_you ? [{ text: "Dismiss message", sign: "close", choose: () => session.act("delete", { channel: each.channel, ts: each.ts }) }] : [])];
  return el("div", { class: "toolbar", role: "toolbar", "aria-label": "Message actions" },
    !each.only_you && !inThread && tool("Reply in thread", "reply", () => page.openThread(each.channel, each.thread_ts ?? each.ts)),
    more.length > 0 && menuButton({ label: "More actions", sign: "more", items: more }));
}

async function remove(page, each) {
  const text = (words) => ({ type: "plain_text", text: words });
  const asked = { title: text("Delete message"), text: text("Delete this message for everyone? Its answer may go with it."), confirm: text("Delete"), deny: text("Cancel"), style: "danger" };
  if (await confirmed(asked, page.state.names)) say(await page.session.act("delete", { channel: each.channel, ts: each.ts }));
}

function say(done) {
  if (!done.ok && done.problem) toast(done.problem);
}

function editor(page, each) {
  const area = el("textarea", { class: "text", rows: 3, "aria-label": "Edit message", data: { key: "editor" } });
  area.value = page.asTyped(each.text);
  const save = async () => {
    page.edit(null);
    if (area.value.trim() && area.value !== page.asTyped(each.text)) say(await page.session.act("edit", { channel: each.channel, ts: each.ts, text: page.asSent(area.value) }));
  };
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") page.edit(null);
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    }
  });
  return el("div", { class: "editor" }, area, el("div", { class: "buttons" },
    el("button", { type: "button", class: "button", on: { click: () => page.edit(null) } }, "Cancel"),
    el("button", { type: "button", class: "button primary", on: { click: save } }, "Save")));
}
