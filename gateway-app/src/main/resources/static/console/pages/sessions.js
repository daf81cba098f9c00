// Who is logged in.
import { html } from "../lib/ui.js";
import { all, get } from "../lib/api.js";
import { number, perSecond, rate, since } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { link } from "../lib/router.js";
import { Badge, Card, Empty, Failure, Loading, PageHead } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { shortName } from "./images.js";

const POLL = 2000;

export function Sessions() {
  const sessions = useResource(() => all("/sessions"), [], { topics: ["session"], every: 10000 });
  return html`<${PageHead} title="Sessions" note="Initiators that are logged in, and what they do." />
    <${Card} flush>
      ${sessions.error && html`<${Failure} error=${sessions.error} retry=${sessions.reload} />`}
      ${!sessions.data && !sessions.error && html`<${Loading} />`}
      ${sessions.data?.length === 0 &&
      html`<${Empty}
        icon="sessions"
        title="Nobody is logged in"
        action=${html`<a class="button" href=${link("targets")}>Targets</a>`}
      >
        The page of a target has the commands that log a host in.
      <//>`}
      ${sessions.data?.length > 0 && html`<${SessionTable} sessions=${sessions.data} />`}
    <//>`;
}

/** Sessions with what they do at the moment. */
export function SessionTable({ sessions }) {
  const rates = useResource(() => get("/rates?limit=1000"), [], { every: POLL });
  const byId = new Map((rates.data?.sessions ?? []).map((it) => [it.session, it.rate]));
  const now = (it, name) => byId.get(it.id)?.[name] ?? 0;
  return html`<${Table}
    caption="Sessions"
    rows=${sessions}
    rowKey=${(it) => it.id}
    columns=${[
      {
        label: "Initiator",
        main: true,
        value: (it) => html`<a class="mono" href=${link("sessions", it.id)}>${it.initiator}</a>`,
      },
      {
        label: "Target",
        value: (it) =>
          it.target
            ? html`<a href=${link("targets", it.target)} title=${it.target}>${shortName(it.target)}</a>`
            : html`<${Badge}>discovery<//>`,
      },
      { label: "From", value: (it) => html`<span class="mono">${it.address}</span>` },
      { label: "Since", value: (it) => since(it.since) },
      { label: "IOPS", numeric: true, value: (it) => perSecond(now(it, "operations")) },
      { label: "Read", numeric: true, value: (it) => rate(now(it, "readBytes")) },
      { label: "Write", numeric: true, value: (it) => rate(now(it, "writtenBytes")) },
      { label: "Errors", numeric: true, value: (it) => number(it.counters.errors) },
    ]}
  />`;
}
