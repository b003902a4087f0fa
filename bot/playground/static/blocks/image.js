// Pictures: files of this workspace are shown; for anything further away there is only a link, as nothing is fetched.

import { el, link } from "../dom.js";
import { plain, textObject } from "../text/plain.js";

/** An image block. */
export function picture(block, context) {
  return el("figure", { class: "picture" },
    block.title && el("figcaption", {}, textObject(block.title, context.names)),
    source(block, context));
}

function source(block, context) {
  const file = block.slack_file && context.file(block.slack_file.id ?? block.slack_file.url);
  if (file) return el("a", { href: file.url, target: "_blank", rel: "noopener" }, el("img", { src: file.url, alt: block.alt_text ?? "", loading: "lazy" }));
  const address = block.image_url ?? block.slack_file?.url;
  return el("div", { class: "far", role: "img", "aria-label": block.alt_text ?? "" },
    plain(block.alt_text ?? "A picture", false), address && [" (", link(address, "open it"), ")"]);
}

/** The small image element of sections and contexts. */
export function thumbnail(element, context) {
  const file = element.slack_file && context.file(element.slack_file.id ?? element.slack_file.url);
  return file
    ? el("img", { class: "thumbnail", src: file.url, alt: element.alt_text ?? "" })
    : el("span", { class: "thumbnail far", role: "img", "aria-label": element.alt_text ?? "", title: element.alt_text ?? "" });
}
