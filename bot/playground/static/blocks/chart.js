// data_visualization: bar, line, area and pie as drawings of our own, with every value written out, and the same as a
// table for those who hear the page.

import { el, fill, svg, uniqueId } from "../dom.js";
import { pie } from "./pie.js";
import { across, scaleOf, ticks } from "./scale.js";

const USUAL = 600;
const NARROWEST = 280;
const TOP = 26;
const PLOT = 170;

/** A chart with its title, legend and table. */
export function chart(block) {
  const drawn = block.chart ?? {};
  const title = uniqueId("chart");
  if (drawn.type === "pie") return figure(block, title, pie(drawn.segments ?? [], title), [["", "Value"], ...(drawn.segments ?? []).map((each) => [each.label, each.value])]);
  if (!["bar", "line", "area"].includes(drawn.type)) return el("div", { class: "unsupported", role: "note" }, `Unsupported chart ${drawn.type}`);
  const series = (drawn.series ?? []).map((each) => ({ name: each.name, values: valuesOf(each, drawn.axis_config?.categories ?? []) }));
  const categories = drawn.axis_config?.categories ?? [];
  const rows = [["", ...series.map((each) => each.name)], ...categories.map((name, index) => [name, ...series.map((each) => each.values[index] ?? "–")])];
  return figure(block, title, [legend(series), fitted((width) => plot(drawn, series, categories, { title, width }))], rows);
}

function figure(block, id, drawing, [head, ...rows]) {
  return el("figure", { class: "chart" },
    el("figcaption", { id }, block.title ?? ""),
    drawing,
    el("table", { class: "unseen", "aria-labelledby": id },
      el("thead", {}, el("tr", {}, head.map((cell) => el("th", { scope: "col" }, cell)))),
      el("tbody", {}, rows.map(([name, ...cells]) => el("tr", {}, el("th", { scope: "row" }, name), cells.map((cell) => el("td", {}, cell)))))));
}

/** A drawing as wide as there is room, so that its letters are always of the size that they should be. */
function fitted(draw) {
  const holder = el("div", { class: "fitted" }, draw(USUAL));
  let drawn = USUAL;
  new ResizeObserver(([{ contentRect }]) => {
    const width = Math.max(NARROWEST, Math.round(contentRect.width));
    if (contentRect.width === 0 || Math.abs(width - drawn) < 4) return;
    drawn = width;
    fill(holder, draw(width));
  }).observe(holder);
  return holder;
}

function valuesOf(series, categories) {
  const known = new Map((series.data ?? []).map((point) => [point.label, Number(point.value)]));
  return categories.map((category) => (Number.isFinite(known.get(category)) ? known.get(category) : null));
}

/** The names of several series with their colours; a single one is named by the title. */
function legend(series) {
  if (series.length < 2) return null;
  return el("ul", { class: "legend", "aria-hidden": "true" }, series.map((each, index) =>
    el("li", {}, svg("svg", { width: 12, height: 12, viewBox: "0 0 12 12" }, svg("rect", { width: 12, height: 12, rx: 3, class: `fill-${(index % 12) + 1}` })), each.name)));
}

function plot(drawn, series, categories, { title, width }) {
  const scale = scaleOf(series.flatMap((each) => each.values), TOP, PLOT);
  const marks = ticks(scale);
  const right = width - 10;
  const beside = 16 + 7 * Math.max(...marks.map((value) => written(value).length)) + (drawn.axis_config?.y_label ? 18 : 0);
  const { left, bands, labels } = across(categories, beside, right, TOP + PLOT + 8);
  const height = TOP + PLOT + 8 + labels.height + (drawn.axis_config?.x_label ? 24 : 4);
  const paint = drawn.type === "bar" ? bars : lines;
  return svg("svg", { class: "plot", viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": title },
    marks.map((value) => gridline(value, scale, left, right)),
    paint(series, scale, bands, drawn.type === "area"),
    labels.nodes,
    axisTitles(drawn.axis_config ?? {}, (left + right) / 2, height));
}

function gridline(value, scale, left, right) {
  const y = scale.y(value);
  return [
    svg("line", { class: value === 0 ? "baseline" : "gridline", x1: left, x2: right, y1: y, y2: y }),
    svg("text", { class: "tick", x: left - 8, y: y + 4, "text-anchor": "end" }, written(value)),
  ];
}

function axisTitles(axis, middle, height) {
  return [
    axis.x_label && svg("text", { class: "axis-title", x: middle, y: height - 6, "text-anchor": "middle" }, axis.x_label),
    axis.y_label && svg("text", { class: "axis-title", x: -(TOP + PLOT / 2), y: 13, "text-anchor": "middle", transform: "rotate(-90)" }, axis.y_label),
  ];
}

function bars(series, scale, bands) {
  const group = Math.min(bands.step * 0.72, 76 * series.length);
  const width = group / series.length;
  return series.map((each, order) => each.values.map((value, index) => {
    if (value === null) return null;
    const x = bands.middle(index) - group / 2 + order * width;
    const [top, bottom] = [scale.y(Math.max(value, 0)), scale.y(Math.min(value, 0))];
    const bar = svg("rect", { class: `fill-${(order % 12) + 1}`, x: x + 1, y: top, width: Math.max(width - 2, 1), height: Math.max(bottom - top, 1), rx: Math.min(4, width / 4) });
    return [bar, label(value, x + width / 2, value < 0 ? bottom + 14 : top - 6, width)];
  }));
}

/** The value at a mark, where there is room for it. */
function label(value, x, y, room) {
  const words = written(value);
  return words.length * 6.4 <= room + 8 ? svg("text", { class: "value", x, y, "text-anchor": "middle" }, words) : null;
}

function lines(series, scale, bands, filled) {
  return series.map((each, order) => {
    const points = each.values.flatMap((value, index) => (value === null ? [] : [{ value, index, x: bands.middle(index), y: scale.y(value) }]));
    if (!points.length) return null;
    const path = points.map(({ x, y }, index) => `${index ? "L" : "M"}${x} ${y}`).join("");
    const area = filled && svg("path", { class: `area fill-${(order % 12) + 1}`, d: `${path}L${points.at(-1).x} ${scale.y(0)}L${points[0].x} ${scale.y(0)}Z` });
    return [
      area,
      svg("path", { class: `line stroke-${(order % 12) + 1}`, d: path }),
      points.map(({ x, y }) => svg("circle", { class: `fill-${(order % 12) + 1}`, cx: x, cy: y, r: 4 })),
      points.map(({ value, x, y, index }) => label(value, x, y + (crowded(series, order, index, scale) ? 18 : -10), bands.step)),
    ];
  });
}

/** Whether another line runs just above a point, so that its value goes below. */
function crowded(series, order, index, scale) {
  const own = scale.y(series[order].values[index]);
  return series.some((each, other) => other !== order && each.values[index] !== null && own - scale.y(each.values[index]) > 0 && own - scale.y(each.values[index]) < 26);
}

function written(value) {
  return Number(value).toLocaleString("en", { maximumFractionDigits: 2 });
}
