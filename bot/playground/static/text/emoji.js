// Shortcodes that an app or a person is likely to use. Others stay as they were typed.

import { el, svg } from "../dom.js";

const KNOWN = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", tada: "🎉", eyes: "👀", mag: "🔍", mag_right: "🔎",
  white_check_mark: "✅", heavy_check_mark: "✔️", ballot_box_with_check: "☑️", x: "❌", warning: "⚠️", question: "❓",
  grey_question: "❔", exclamation: "❗", information_source: "ℹ️", bulb: "💡", book: "📖", books: "📚", bookmark: "🔖",
  bookmark_tabs: "📑", page_facing_up: "📄", page_with_curl: "📃", newspaper: "📰", bar_chart: "📊",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", clipboard: "📋", memo: "📝", pencil: "✏️",
  pushpin: "📌", round_pushpin: "📍", paperclip: "📎", link: "🔗", lock: "🔒", unlock: "🔓", key: "🔑", bell: "🔔",
  no_bell: "🔕", hourglass: "⌛", hourglass_flowing_sand: "⏳", stopwatch: "⏱️", clock1: "🕐", calendar: "📅", date: "📅",
  arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", heart: "❤️", star: "⭐", sparkles: "✨", fire: "🔥",
  rocket: "🚀", robot_face: "🤖", speech_balloon: "💬", thought_balloon: "💭", raised_hands: "🙌", pray: "🙏", clap: "👏",
  ok_hand: "👌", point_right: "👉", point_down: "👇", smile: "😄", slightly_smiling_face: "🙂", blush: "😊", joy: "😂",
  thinking_face: "🤔", neutral_face: "😐", confused: "😕", cry: "😢", sob: "😭", sweat_smile: "😅", heart_eyes: "😍",
  sunglasses: "😎", open_mouth: "😮", zipper_mouth_face: "🤐", large_green_circle: "🟢", green_circle: "🟢",
  large_yellow_circle: "🟡", red_circle: "🔴", large_blue_circle: "🔵", large_orange_circle: "🟠", white_circle: "⚪",
  black_circle: "⚫", small_blue_diamond: "🔹", scales: "⚖️", straight_ruler: "📏", card_index: "📇", file_folder: "📁",
  open_file_folder: "📂", inbox_tray: "📥", outbox_tray: "📤", package: "📦", globe_with_meridians: "🌐", office: "🏢",
  busts_in_silhouette: "👥", bust_in_silhouette: "👤", raising_hand: "🙋", no_entry: "⛔", no_entry_sign: "🚫", recycle: "♻️",
  repeat: "🔁", arrows_counterclockwise: "🔄", heavy_plus_sign: "➕", heavy_minus_sign: "➖", one: "1️⃣", two: "2️⃣",
  three: "3️⃣", four: "4️⃣", five: "5️⃣", 100: "💯",
};

// The signs that the app itself uses are drawn, as Slack draws its own: they are there whatever fonts a machine has.
const DRAWN = {
  "✅": ["check mark", ["M2 4.5A2.5 2.5 0 0 1 4.5 2h11A2.5 2.5 0 0 1 18 4.5v11a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 2 15.5z", "sign-good"], ["M6 10.4l2.9 3L14.2 7", "sign-on"]],
  "❌": ["cross mark", ["M4.5 4.5l11 11M15.5 4.5l-11 11", "sign-bad"]],
  "⚠": ["warning", ["M10 2.5 18.6 17H1.4z", "sign-warning"], ["M10 8v4M10 14.6h.01", "sign-dark"]],
  "❔": ["question mark", ["M6.8 7.2a3.3 3.3 0 1 1 4.9 2.9c-1.2.7-1.7 1.3-1.7 2.6M10 16.2h.01", "sign-grey"]],
  "⏳": ["hourglass", ["M5 2.5h10M5 17.5h10M6 2.5c0 4.5 8 10 8 15M14 2.5c0 4.5-8 10-8 15", "sign-scales"]],
  "⚖": ["scales", ["M10 3v13.5M6.5 16.5h7M4 5.5l6-1 6 1M4 5.5 1.8 11h4.4zM16 5.5 13.8 11h4.4z", "sign-scales"]],
};
const SIGN = new RegExp(`([${Object.keys(DRAWN).join("")}])\\uFE0F?`, "u");

/** A text with the app's signs drawn: strings and elements. */
export function withSigns(text) {
  return String(text ?? "").split(SIGN).map((part, index) => (index % 2 ? drawn(part) : part)).filter((part) => part !== "");
}

function drawn(sign) {
  const [name, ...paths] = DRAWN[sign];
  return svg("svg", { class: "sign", viewBox: "0 0 20 20", role: "img", "aria-label": name }, paths.map(([d, look]) => svg("path", { d, class: look })));
}

/** The emoji of a name as a node with that name to hear, or null where it is none that is known here. */
export function emoji(name) {
  const sign = Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
  return sign ? el("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, withSigns(sign)) : null;
}
