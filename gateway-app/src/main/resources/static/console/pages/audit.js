// Who did what, when, and what became of it.
import { html, useEffect, useState } from "../lib/ui.js";
import { get, withQuery } from "../lib/api.js";
import { moment } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { Badge, Card, Empty, Failure, Loading, PageHead } from "../ui/parts.js";
import { Table } from "../ui/table.js";

const PAGE = 50;
const TONES = { succeeded: "ok", refused: "warning", failed: "critical" };

/** Pauses of typing before the gateway is asked, in milliseconds. */
const TYPING = 300;

/** Logins and refusals are no events; changes are, and show at once. */
const EVERY = 2000;
const TOPICS = [
  "image",
  "snapshot",
  "volume",
  "target",
  "lun",
  "initiator",
  "session",
  "task",
  "trash",
  "namespace",
  "object-map",
  "lock",
  "token",
  "discovery-auth",
];

const PERIODS = [
  ["", "all there is"],
  ["3600", "last hour"],
  ["86400", "last day"],
  ["604800", "last week"],
];

export function Audit() {
  const [filter, setFilter] = useState({ who: "", action: "", period: "" });
  const [typed, setTyped] = useState(filter);
  const [pages, setPages] = useState(1);
  useEffect(() => {
    const timer = setTimeout(() => {
      setFilter(typed);
      setPages(1);
    }, TYPING);
    return () => clearTimeout(timer);
  }, [typed]);
  const [live, setLive] = useState(true);
  const events = useResource(() => load(filter, pages), [filter, pages, live], {
    topics: live ? TOPICS : [],
    every: live ? EVERY : 0,
  });
  const change = (name) => (event) => setTyped({ ...typed, [name]: event.target.value });
  return html`<${PageHead} title="Audit log" note="Changes, refusals and logins, newest first.">
      <button type="button" aria-pressed=${String(live)} onClick=${() => setLive(!live)}>
        <i class="dot ${live ? "on" : ""}"></i> Live
      </button>
    <//>
    <${Card} flush>
      <div class="toolbar">
        <input type="search" aria-label="Who" placeholder="Who" value=${typed.who} onInput=${change("who")} />
        <input
          type="search"
          aria-label="Action"
          placeholder="Action, such as lun or lun.create"
          value=${typed.action}
          onInput=${change("action")}
        />
        <select aria-label="Period" onChange=${change("period")}>
          ${PERIODS.map(([key, label]) => html`<option value=${key}>${label}</option>`)}
        </select>
      </div>
      ${events.error && html`<${Failure} error=${events.error} retry=${events.reload} />`}
      ${!events.data && !events.error && html`<${Loading} rows=${6} />`}
      ${events.data?.items.length === 0 && html`<${Empty} icon="audit" title="Nothing fits">Ask for less, or for longer ago.<//>`}
      ${events.data?.items.length > 0 &&
      html`<${Table} caption="Audit log" rows=${events.data.items} rowKey=${(it) => it.id} columns=${COLUMNS} />`}
      ${events.data?.next &&
      html`<div class="more"><button type="button" onClick=${() => setPages(pages + 1)}>Show older ones</button></div>`}
    <//>`;
}

async function load({ who, action, period }, pages) {
  const since = period === "" ? "" : new Date(Date.now() - Number(period) * 1000).toISOString();
  const items = [];
  let next = null;
  for (let page = 0; page < pages; page += 1) {
    const answer = await get(
      withQuery("/audit", { who: who.trim(), action: action.trim(), since, limit: PAGE, after: next }),
    );
    items.push(...answer.items);
    next = answer.next;
    if (next === null) break;
  }
  return { items, next };
}

const COLUMNS = [
  { label: "When", value: (it) => html`<time class="nowrap" datetime=${it.when}>${moment(it.when)}</time>` },
  { label: "Who", value: (it) => html`<span class="mono">${it.who}</span>` },
  { label: "Action", value: (it) => html`<b class="nowrap">${it.action}</b>` },
  { label: "What", main: true, value: (it) => it.subject },
  { label: "Outcome", value: (it) => html`<${Badge} tone=${TONES[it.outcome]}>${it.outcome}<//>` },
  { label: "Detail", value: (it) => html`<span class="muted">${it.detail}</span>` },
];
