// A chart over time, drawn by uPlot from the page's colours. The numbers beneath the pointer, or the
// newest ones, stand in its head; for who cannot see it there is a sentence.
import { html, useEffect, useLayoutEffect, useRef, useState } from "../lib/ui.js";
import { isDark, onTheme } from "../lib/theme.js";

const HEIGHT = 170;

/** Seconds between marks below. */
const MINUTES = [60, 120, 300, 600, 900, 1800];

/** Amounts between marks at the side, for bytes. */
const POWERS = Array.from({ length: 50 }, (_, power) => 2 ** power);

/**
 * @param times in seconds since 1970
 * @param series each {label, color: a custom property of CSS, values}
 * @param format a value as text
 * @param binary whether the marks at the side are powers of 1024
 * @param span seconds from the left to the right edge
 */
export function Chart({ title, times, series, format, binary = false, span }) {
  const place = useRef();
  const plot = useRef(null);
  const latest = useRef({});
  const [cursor, setCursor] = useState(null);
  const [dark, setDark] = useState(isDark());
  latest.current = { format, span, times };

  useEffect(() => onTheme(() => setDark(isDark())), []);

  useLayoutEffect(() => {
    const element = place.current;
    plot.current = new uPlot(
      options(element.clientWidth, series, binary, latest, setCursor),
      [times, ...series.map((it) => it.values)],
      element,
    );
    const resize = new ResizeObserver(() => {
      if (element.clientWidth > 0) plot.current.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.current.destroy();
    };
  }, [dark, series.length]);

  useLayoutEffect(() => plot.current.setData([times, ...series.map((it) => it.values)]), [times, span]);

  const index = cursor ?? times.length - 1;
  return html`<figure class="chart">
    <figcaption>
      <span class="chart-title">${title}</span>
      <span class="chart-keys"
        >${series.map(
          (it) => html`<span class="chart-key"
            ><i class="swatch ${it.color}"></i>${it.label} <b>${format(it.values[index])}</b></span
          >`,
        )}</span
      >
    </figcaption>
    <div ref=${place} class="plot" role="img" aria-label=${sentence(title, series, format)}></div>
  </figure>`;
}

function sentence(title, series, format) {
  const parts = series.map((it) => {
    const known = it.values.filter((value) => value !== null && value !== undefined);
    if (known.length === 0) return `${it.label}: nothing yet`;
    return `${it.label}: now ${format(known[known.length - 1])}, at most ${format(Math.max(...known))}`;
  });
  return `${title}. ${parts.join(". ")}.`;
}

function options(width, series, binary, latest, setCursor) {
  const style = getComputedStyle(document.documentElement);
  const color = (name) => style.getPropertyValue(`--${name}`).trim();
  const grid = { stroke: color("line"), width: 1 };
  const axis = { stroke: color("muted"), font: "11px system-ui, sans-serif", grid, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    hooks: { setCursor: [(plot) => setCursor(plot.cursor.idx ?? null)] },
    scales: {
      x: { range: () => edges(latest.current) },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.12 : 1] },
    },
    axes: [
      { ...axis, size: 26, space: 54, incrs: MINUTES, values: (_, at) => at.map(hour) },
      {
        ...axis,
        size: 68,
        space: 34,
        ...(binary ? { incrs: POWERS } : {}),
        values: (_, at) => at.map((it) => latest.current.format(it)),
      },
    ],
    series: [
      {},
      ...series.map((it) => ({
        label: it.label,
        stroke: color(it.color),
        width: 1.75,
        fill: `${color(it.color)}14`,
        points: { show: false },
        spanGaps: true,
      })),
    ],
  };
}

function edges({ times, span }) {
  const end = times.length > 0 ? times[times.length - 1] : Date.now() / 1000;
  return [end - span, end];
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function hour(seconds) {
  return clock.format(new Date(seconds * 1000));
}
