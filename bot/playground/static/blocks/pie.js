// A pie as a ring, and its legend with values and shares.

import { el, svg } from "../dom.js";

const [OUTER, INNER, MIDDLE] = [92, 54, 100];

/** The drawing and the legend of some segments. */
export function pie(segments, title) {
  const total = segments.reduce((sum, each) => sum + Math.max(Number(each.value) || 0, 0), 0);
  let from = 0;
  const slices = segments.map((each, index) => {
    const share = total ? Math.max(Number(each.value) || 0, 0) / total : 0;
    const slice = svg("path", { class: `fill-${(index % 12) + 1} slice`, d: ring(from, from + share) });
    from += share;
    return { slice, share, label: each.label, value: each.value };
  });
  return el("div", { class: "pie" },
    svg("svg", { class: "ring", viewBox: "0 0 200 200", role: "img", "aria-labelledby": title }, slices.map((each) => each.slice)),
    el("ul", { class: "legend upright", "aria-hidden": "true" }, slices.map(({ label, value, share }, index) =>
      el("li", {},
        svg("svg", { width: 12, height: 12, viewBox: "0 0 12 12" }, svg("rect", { width: 12, height: 12, rx: 3, class: `fill-${(index % 12) + 1}` })),
        el("span", {}, label),
        el("b", {}, Number(value).toLocaleString("en")),
        el("small", {}, `${Number((share * 100).toFixed(1))}%`)))));
}

function ring(from, to) {
  const end = Math.min(to, from + 0.99999); // a full circle is no arc
  const large = end - from > 0.5 ? 1 : 0;
  const [a, b, c, d] = [at(from, OUTER), at(end, OUTER), at(end, INNER), at(from, INNER)];
  return `M${a}A${OUTER} ${OUTER} 0 ${large} 1 ${b}L${c}A${INNER} ${INNER} 0 ${large} 0 ${d}Z`;
}

function at(share, radius) {
  const angle = share * 2 * Math.PI - Math.PI / 2;
  return `${(MIDDLE + radius * Math.cos(angle)).toFixed(3)} ${(MIDDLE + radius * Math.sin(angle)).toFixed(3)}`;
}
