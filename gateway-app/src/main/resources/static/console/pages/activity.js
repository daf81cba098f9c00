// Rates and latencies: the numbers of this moment, and charts of up to an hour.
import { html, useEffect, useState } from "../lib/ui.js";
import { get, withQuery } from "../lib/api.js";
import { latency, number, perSecond, rate } from "../lib/format.js";
import { Chart } from "../ui/chart.js";
import { Card } from "../ui/parts.js";

/** What can be looked at: name, seconds, seconds from one point to the next. */
const SPANS = [
  ["5 min", 300, 1],
  ["15 min", 900, 5],
  ["1 hour", 3600, 10],
];

const POLL = 2000;

/** The history of a span, kept up to date by asking for what is new. */
function useHistory([, seconds, step]) {
  const [history, setHistory] = useState(null);
  useEffect(() => {
    let kept = null;
    let ended = false;
    const look = async () => {
      if (document.hidden) return;
      try {
        const after = kept?.times.at(-1) ?? Math.floor(Date.now() / 1000) - seconds;
        const more = await get(withQuery("/history", { after, step }));
        if (ended) return;
        kept = joined(kept, more, Math.ceil(seconds / step));
        setHistory(kept);
      } catch {
        // What is shown stays; the head of the page says that the gateway does not answer.
      }
    };
    look();
    const timer = setInterval(look, POLL);
    return () => {
      ended = true;
      clearInterval(timer);
    };
  }, [seconds, step]);
  return history;
}

function joined(before, more, most) {
  if (before === null) return more;
  const series = {};
  for (const name of Object.keys(more.series)) {
    series[name] = [...before.series[name], ...more.series[name]].slice(-most);
  }
  return { step: more.step, times: [...before.times, ...more.times].slice(-most), series };
}

/** @param rates what the API answers of the last second */
export function Activity({ rates }) {
  const [span, setSpan] = useState(SPANS[0]);
  const history = useHistory(span);
  const choices = html`<div class="choice" role="group" aria-label="Time shown">
    ${SPANS.map(
      (it) => html`<button type="button" aria-pressed=${String(it === span)} onClick=${() => setSpan(it)}>
        ${it[0]}
      </button>`,
    )}
  </div>`;
  const now = rates?.total;
  return html`<${Card} title="Activity" actions=${choices}>
    <div class="tiles">
      <${Tile} label="IOPS" value=${perSecond(now?.operations)} id="iops" />
      <${Tile} label="Read" value=${rate(now?.readBytes)} id="read" />
      <${Tile} label="Write" value=${rate(now?.writtenBytes)} id="write" />
      <${Tile} label="Read latency p99" value=${latency(now?.readP99)} id="read-p99" />
      <${Tile} label="Write latency p99" value=${latency(now?.writeP99)} id="write-p99" />
      <${Tile} label="In flight" value=${number(rates?.running)} id="running" />
    </div>
    ${history && html`<${Charts} history=${history} span=${span[1]} />`}
  <//>`;
}

function Tile({ label, value, id }) {
  return html`<div class="tile"><span class="tile-label">${label}</span><b data-tile=${id}>${value}</b></div>`;
}

/** Title, how values are written, whether by powers of 1024, and the lines: series, label, colour. */
const CHARTS = [
  [
    "Operations",
    perSecond,
    false,
    [
      ["readOperations", "Read", "series-1"],
      ["writeOperations", "Write", "series-2"],
      ["otherOperations", "Other", "series-3"],
    ],
  ],
  [
    "Throughput",
    rate,
    true,
    [
      ["readBytes", "Read", "series-1"],
      ["writtenBytes", "Write", "series-2"],
    ],
  ],
  ["Read latency", latency, false, percentiles("read", "series-1")],
  ["Write latency", latency, false, percentiles("write", "series-2")],
];

function percentiles(kind, color) {
  return [
    [`${kind}P50`, "p50", "series-3"],
    [`${kind}P95`, "p95", color],
    [`${kind}P99`, "p99", "series-4"],
  ];
}

function Charts({ history, span }) {
  return html`<div class="charts">
    ${CHARTS.map(
      ([title, format, binary, lines]) => html`<${Chart}
        key=${title}
        title=${title}
        times=${history.times}
        series=${lines.map(([name, label, color]) => ({ label, color, values: history.series[name] }))}
        format=${format}
        binary=${binary}
        span=${span}
      />`,
    )}
  </div>`;
}
