// Between what a person types and what Slack takes: names for ids and back, and what to suggest while typing.

/** `@Maya` becomes `<@U…>`, `#general` becomes `<#C…>`; the longest name goes first. */
export function asSent(text, state) {
  const named = [
    ...[...state.people.values()].map((each) => [`@${each.real_name}`, `<@${each.id}>`]),
    ...state.channels.map((each) => [`#${each.name}`, `<#${each.id}>`]),
  ].sort((a, b) => b[0].length - a[0].length);
  return named.reduce((words, [name, sent]) => words.replaceAll(new RegExp(`(?<![\\w<])${escaped(name)}(?!\\w)`, "giu"), sent), text);
}

/** And back, for editing. */
export function asTyped(text, state) {
  return text
    .replaceAll(/<@(\w+)(?:\|[^>]*)?>/gu, (whole, id) => (state.names.user(id) ? `@${state.names.user(id)}` : whole))
    .replaceAll(/<#(\w+)(?:\|[^>]*)?>/gu, (whole, id) => (state.names.channel(id) ? `#${state.names.channel(id)}` : whole))
    .replaceAll(/<(https?:[^|>]+)(?:\|[^>]*)?>/gu, "$1")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** What to suggest for the words before the caret, or null. */
export function offers(before, state, inThread) {
  const command = /^\/(\S*)$/u.exec(before);
  if (command && !inThread) return { from: 0, items: commands(command[1], state) };
  const mention = /(?:^|\s)@([\p{L}\p{N} ]{0,30})$/u.exec(before);
  if (!mention || /\s{2}$/u.test(mention[1])) return null;
  return { from: before.length - mention[1].length - 1, items: people(mention[1], state) };
}

function commands(start, state) {
  return state.commands.filter((each) => each.command.slice(1).startsWith(start.toLowerCase()))
    .map((each) => ({ insert: `${each.command} `, title: each.command, hint: each.usage_hint, detail: each.description }));
}

function people(start, state) {
  return [...state.people.values()]
    .filter((each) => each.id !== state.me && each.real_name.toLowerCase().startsWith(start.toLowerCase()))
    .sort((a, b) => Number(b.is_app) - Number(a.is_app))
    .map((each) => ({ insert: `@${each.real_name} `, title: `@${each.real_name}`, detail: each.is_app ? "App" : each.title }));
}

function escaped(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&");
}
