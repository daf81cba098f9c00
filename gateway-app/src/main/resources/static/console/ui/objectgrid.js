// The objects of an image as a grid of squares on a canvas. Where there are more objects than room, a
// square stands for several, in the colour of the one that matters most.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../lib/ui.js";
import { bytes, number } from "../lib/format.js";
import { isDark, onTheme } from "../lib/theme.js";

const LARGEST = 16;
const SMALLEST = 5;
const HEIGHT = 340;

/** States from the one that matters least to the one that matters most. */
export const STATES = [
  { name: "nonexistent", label: "not there", color: "grid-none" },
  { name: "exists-clean", label: "unchanged since the snapshot before", color: "grid-clean" },
  { name: "exists", label: "exists", color: "grid-changed" },
  { name: "pending", label: "being removed", color: "grid-pending" },
];

const RANK = new Map(STATES.map((it, rank) => [it.name, rank]));

/** How squares fit into a width: their size, how many a row has, what each stands for. */
function fit(width, objects) {
  for (let size = LARGEST; size > SMALLEST; size -= 1) {
    const columns = Math.max(1, Math.floor(width / size));
    if (Math.ceil(objects / columns) * size <= HEIGHT) return { size, columns, each: 1 };
  }
  const columns = Math.max(1, Math.floor(width / SMALLEST));
  const squares = columns * Math.floor(HEIGHT / SMALLEST);
  return { size: SMALLEST, columns, each: Math.max(1, Math.ceil(objects / squares)) };
}

/** The rank of each square. */
function squares(runs, objects, each) {
  const ranks = new Uint8Array(Math.ceil(objects / each));
  let at = 0;
  for (const run of runs) {
    const rank = RANK.get(run.state);
    for (let i = Math.floor(at / each); i <= Math.floor((at + run.count - 1) / each); i += 1) {
      ranks[i] = Math.max(ranks[i], rank);
    }
    at += run.count;
  }
  return ranks;
}

/**
 * @param map what the API answers
 * @param objectBytes size of an object
 */
export function ObjectGrid({ map, objectBytes }) {
  const canvas = useRef();
  const [width, setWidth] = useState(0);
  const [dark, setDark] = useState(isDark());
  const [hovered, setHovered] = useState(null);
  const layout = fit(width || 600, map.objects);
  const ranks = squares(map.states, map.objects, layout.each);

  useEffect(() => onTheme(() => setDark(isDark())), []);
  useLayoutEffect(() => {
    const frame = canvas.current.parentElement;
    const observer = new ResizeObserver(() => setWidth(frame.clientWidth));
    observer.observe(frame);
    setWidth(frame.clientWidth);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => draw(canvas.current, layout, ranks), [map, width, dark]);

  const point = (event) => {
    const column = Math.floor(event.offsetX / layout.size);
    const square = Math.floor(event.offsetY / layout.size) * layout.columns + column;
    setHovered(column < layout.columns && square < ranks.length ? square : null);
  };
  return html`<div class="grid-frame">
    <canvas
      ref=${canvas}
      role="img"
      aria-label=${summary(map)}
      data-squares=${ranks.length}
      onMouseMove=${point}
      onMouseLeave=${() => setHovered(null)}
    ></canvas>
    <p class="hint" aria-hidden="true">
      ${hovered === null
        ? `${number(map.objects)} objects of ${bytes(objectBytes)}${layout.each > 1 ? `, ${number(layout.each)} to a square` : ""}`
        : where(hovered, layout.each, map.objects, objectBytes, STATES[ranks[hovered]])}
    </p>
  </div>`;
}

function where(square, each, objects, objectBytes, state) {
  const first = square * each;
  const last = Math.min(first + each, objects) - 1;
  const which = first === last ? `Object ${number(first)}` : `Objects ${number(first)} to ${number(last)}`;
  return `${which}, from ${bytes(first * objectBytes)}: ${state.label}`;
}

/** How many objects are in which state. */
export function counts(map) {
  const sums = Object.fromEntries(STATES.map((it) => [it.name, 0]));
  for (const run of map.states) sums[run.state] += run.count;
  return sums;
}

function summary(map) {
  const sums = counts(map);
  const parts = STATES.map((it) => `${number(sums[it.name])} ${it.label}`);
  return `Object map: of ${number(map.objects)} objects ${parts.join(", ")}.`;
}

function draw(canvas, { size, columns }, ranks) {
  const style = getComputedStyle(document.documentElement);
  const colors = STATES.map((it) => style.getPropertyValue(`--${it.color}`).trim());
  const width = columns * size;
  const height = Math.max(size, Math.ceil(ranks.length / columns) * size);
  const scale = devicePixelRatio || 1;
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  const gap = size > 7 ? 2 : 1;
  ranks.forEach((rank, i) => {
    context.fillStyle = colors[rank];
    context.fillRect((i % columns) * size, Math.floor(i / columns) * size, size - gap, size - gap);
  });
}
