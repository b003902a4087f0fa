// Files of a message: pictures are shown, all can be downloaded.

import { el } from "../dom.js";
import { icon } from "../icons.js";

/** The files of a message that its blocks don't already show. */
export function attachments(message, state) {
  const shown = JSON.stringify(message.blocks);
  const files = message.files.map((file) => state.file(file.id) ?? file).filter((file) => !shown.includes(`"${file.id}"`));
  return files.length ? el("div", { class: "files" }, files.map((file) => (file.picture ? picture(file) : card(file)))) : null;
}

function picture(file) {
  return el("figure", { class: "file-picture" },
    el("figcaption", {}, el("span", {}, file.title || file.name), download(file)),
    el("a", { href: file.url, target: "_blank", rel: "noopener" }, el("img", { src: file.url, alt: file.alt_text || file.title || file.name })));
}

function card(file) {
  return el("div", { class: "file-card" }, el("span", { class: "file-sign" }, icon("file", 22)),
    el("span", { class: "file-words" }, el("b", {}, file.title || file.name), el("small", {}, `${file.kind} · ${size(file.length)}`)), download(file));
}

function download(file) {
  return el("a", { class: "quiet", href: `${file.url}?download`, download: file.name, title: `Download ${file.name}`, "aria-label": `Download ${file.name}` }, icon("download"));
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(bytes < 10_240 ? 1 : 0)} KB`;
}
