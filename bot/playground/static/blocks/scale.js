// Where things stand in a chart: values on the upright axis, categories in bands side by side.

import { svg } from "../dom.js";

/** A linear scale over the values and zero, which ends on round numbers. */
export function scaleOf(values, top, height) {
  const known = values.filter((value) => value !== null);
  const highest = Math.max(0, ...known);
  const lowest = Math.min(0, ...known);
  const step = roundStep((highest - lowest || 1) / 4);
  const [from, to] = [Math.floor(lowest / step) * step, Math.ceil((highest || step) / step) * step];
  return { from, to, step, y: (value) => top + height - ((value - from) / (to - from)) * height };
}

function roundStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough * 0.999);
}

/** The round values of a scale. */
export function ticks(scale) {
  const count = Math.round((scale.to - scale.from) / scale.step);
  return Array.from({ length: count + 1 }, (_, index) => Number((scale.from + index * scale.step).toPrecision(10)));
}

/** Bands for categories between two places, and their names below; slanted names need room at the left, too. */
export function across(names, left, right, top) {
  const step = (right - left) / Math.max(names.length, 1);
  const wrapped = names.map((name) => wrap(String(name), Math.floor(step / 6.3)));
  if (wrapped.every(Boolean)) {
    const bands = bandsOf(left, step);
    return { left, bands, labels: upright(wrapped, bands, top) };
  }
  const overhang = Math.max(0, 5 * String(names[0]).length - step / 2 - left);
  const bands = bandsOf(left + overhang, (right - left - overhang) / names.length);
  return { left: left + overhang, bands, labels: slanted(names, bands, top) };
}

function bandsOf(from, step) {
  return { step, middle: (index) => from + step * (index + 0.5) };
}

function upright(wrapped, bands, top) {
  const nodes = wrapped.map((lines, index) => lines.map((line, row) =>
    svg("text", { class: "category", x: bands.middle(index), y: top + 12 + row * 15, "text-anchor": "middle" }, line)));
  return { nodes, height: Math.max(1, ...wrapped.map((lines) => lines.length)) * 15 + 4 };
}

function slanted(names, bands, top) {
  const nodes = names.map((name, index) => {
    const x = bands.middle(index) + 4;
    return svg("text", { class: "category", x, y: top + 8, "text-anchor": "end", transform: `rotate(-38 ${x} ${top + 8})` }, name);
  });
  return { nodes, height: 20 + Math.max(0, ...names.map((name) => String(name).length)) * 4.1 };
}

/** Words in lines of so many characters, three at most; null where they don't fit. */
function wrap(name, room) {
  const lines = [""];
  for (const word of name.split(/\s+/u)) {
    if (word.length > room) return null;
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (longer.length <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length <= 3 ? lines : null;
}
