// Where one can go, and as whom.

import { el, fill } from "../dom.js";
import { icon } from "../icons.js";
import { avatar } from "./avatar.js";

/** Fill the sidebar, if what it shows has changed: a press must not lose its button. */
export function sidebar(page, element) {
  const { state } = page;
  const { kind, channel } = state.place;
  const shows = JSON.stringify([state.me, kind, channel, state.online, [...state.unread], state.channels]);
  if (element.dataset.shows === shows) return;
  element.dataset.shows = shows;
  const at = (place) => (state.place.kind === place.kind && state.place.channel === (place.channel ?? null) ? "page" : undefined);
  const entry = (place, sign, words) => {
    const unread = state.unread.get(place.channel);
    return el("li", {}, el("button", {
      type: "button", class: unread ? "entry unread" : "entry", "aria-current": at(place), data: { key: `entry/${place.kind}/${place.channel ?? ""}` }, on: { click: () => page.go(place) },
    }, sign, el("span", { class: "entry-words" }, words), unread && el("span", { class: "count", "aria-label": `${unread} new` }, unread)));
  };
  const app = state.people.get(state.bot.id);
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  fill(element,
    el("div", { class: "workspace" }, el("b", {}, state.workspace), el("span", { class: "workspace-tag" }, "Playground")),
    el("div", { class: "places" },
      group("Channels", state.channels.map((each) => entry({ kind: "channel", channel: each.id }, icon("hash", 16), each.name))),
      group("Direct messages", [entry({ kind: "channel", channel: state.dm }, avatar(app, state.bot.name, "small"), state.bot.name)]),
      group("Apps", [entry({ kind: "home" }, icon("home", 16), `${state.bot.name} Home`)])),
    people(page),
    el("p", { class: "local" }, el("span", { class: state.online ? "lamp on" : "lamp", "aria-hidden": "true" }), state.online ? "Runs on this machine; nothing leaves it." : "The playground has stopped."));
  if (focused) [...element.querySelectorAll("[data-key]")].find((each) => each.dataset.key === focused)?.focus();
}

function group(name, entries) {
  return el("section", { "aria-label": name }, el("h2", {}, name), el("ul", {}, entries));
}

function people(page) {
  const { state } = page;
  const mine = [...state.people.values()].filter((each) => !each.is_app && !each.is_bot);
  return el("section", { class: "people", "aria-label": "You are" }, el("h2", {}, "You are"), el("ul", {}, mine.map((each) =>
    el("li", {}, el("button", { type: "button", class: "person", "aria-pressed": String(each.id === state.me), data: { key: `person/${each.id}`, person: each.id }, on: { click: () => page.become(each.id) } },
      avatar(each, each.real_name, "small"), el("span", { class: "entry-words" }, el("span", {}, each.real_name), el("small", {}, each.title)))))));
}
