// The page's own signs, drawn as lines on a grid of 20 by 20.

import { svg } from "./dom.js";

const PATHS = {
  hash: ["M7.5 3 6 17", "M14 3l-1.5 14", "M3.5 7.5h13.5", "M3 12.5h13.5"],
  home: ["M3 9.5 10 3l7 6.5", "M5 8.5V17h10V8.5", "M8.5 17v-5h3v5"],
  message: ["M4 4h12v9.5H9L5.5 16.5v-3H4z"],
  reply: ["M4 4h12v9H9.5L6 16v-3H4z", "M7 7.5h6", "M7 10h4"],
  pencil: ["M4 16l.8-3.4L13.5 4 16 6.5 7.4 15.2z", "M11.8 5.7l2.5 2.5"],
  bin: ["M4 6h12", "M8 6V4h4v2", "M5.5 6l.8 11h7.4l.8-11", "M8.5 9v5", "M11.5 9v5"],
  check: ["M4 10.5l4 4 8-9"],
  checked: ["M4.5 4.5h11v11h-11z", "M7 10l2.2 2.4L13.2 7.6"],
  close: ["M5 5l10 10", "M15 5 5 15"],
  menu: ["M3.5 5.5h13", "M3.5 10h13", "M3.5 14.5h13"],
  more: ["M5 10h.01", "M10 10h.01", "M15 10h.01"],
  send: ["M3 4l14 6-14 6 2.5-6z", "M5.5 10H11"],
  download: ["M10 3v9", "M6.5 8.8 10 12.3l3.5-3.5", "M4 16.5h12"],
  file: ["M5.5 2.5h6l3.5 3.5v11.5h-9.5z", "M11.5 2.5V6H15"],
  copy: ["M7 7h9v10H7z", "M4 13V3h9v2"],
  up: ["M6 9.5 9.2 3c1.3 0 2 .9 2 2.1V8H15a1.4 1.4 0 0 1 1.4 1.7l-1.1 5.5a1.6 1.6 0 0 1-1.6 1.3H6z", "M6 9.5H3.5v7H6"],
  down: ["M6 10.5 9.2 17c1.3 0 2-.9 2-2.1V12H15a1.4 1.4 0 0 0 1.4-1.7l-1.1-5.5a1.6 1.6 0 0 0-1.6-1.3H6z", "M6 10.5H3.5v-7H6"],
  chevron: ["M6 8l4 4 4-4"],
  back: ["M12 5l-5 5 5 5"],
  eye: ["M2.5 10s2.7-5 7.5-5 7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5z", "M10 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z"],
  alert: ["M10 3.5 17.5 16.5h-15z", "M10 8.5v4", "M10 14.5h.01"],
  slash: ["M12.5 3.5l-5 13"],
  at: ["M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0z", "M13 7v4a2 2 0 0 0 4 0v-1a7 7 0 1 0-3 5.7"],
};

/** A sign; it says nothing to a screen reader, so what it stands on needs a label. */
export function icon(name, size = 18) {
  return svg(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    (PATHS[name] ?? PATHS.more).map((d) => svg("path", { d })),
  );
}

/** Footnote's own mark: a raised one over a line. */
export function mark(size = 36) {
  return svg(
    "svg",
    { class: "mark", viewBox: "0 0 36 36", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    svg("rect", { width: 36, height: 36, rx: 8, class: "mark-ground" }),
    svg("path", { d: "M9 26V12.5h8.5M9 19h7", class: "mark-letter" }),
    svg("path", { d: "M22.5 13.2 26 10.5V19", class: "mark-one" }),
    svg("path", { d: "M9 30h18", class: "mark-line" }),
  );
}
