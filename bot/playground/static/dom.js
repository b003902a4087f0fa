// Elements are made here and nowhere else: text goes in as text nodes, so that nothing anyone writes becomes markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element. Attributes: `class`, `data` (dataset), `on` (listeners), properties such as `disabled`, anything else as it is. */
export function el(tag, attributes = {}, ...children) {
  return furnish(document.createElement(tag), attributes, children);
}

/** The same in SVG. */
export function svg(tag, attributes = {}, ...children) {
  return furnish(document.createElementNS(SVG, tag), attributes, children);
}

function furnish(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, heard] of Object.entries(value)) element.addEventListener(event, heard);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child !== undefined && child !== null && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}

/** Put other children into an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** An address that may be a link: the web and mail, nothing that runs. Undefined for all else. */
export function safeAddress(address) {
  try {
    const url = new URL(String(address));
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** A link to elsewhere, or just its words where the address is none that may be followed. */
export function link(address, ...children) {
  const href = safeAddress(address);
  if (!href) return el("span", { class: "no-link" }, ...children);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", title: href }, ...children);
}

let made = 0;

/** An id for ARIA to point at. */
export function uniqueId(prefix) {
  made += 1;
  return `${prefix}-${made}`;
}

/** Replace `old` and keep the focus where it was, if what had it is still there (by its data-key). */
export function exchange(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.dataset.key;
  old.replaceWith(fresh);
  if (key) [...fresh.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key)?.focus();
  else if (focused === old) fresh.focus();
  return fresh;
}
