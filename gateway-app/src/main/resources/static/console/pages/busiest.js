// Who does most, now.
import { html } from "../lib/ui.js";
import { all, get } from "../lib/api.js";
import { perSecond, rate } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { link } from "../lib/router.js";
import { Card, Empty, Loading } from "../ui/parts.js";
import { Table } from "../ui/table.js";

const SHOWN = 6;
const POLL = 2000;

export function Busiest() {
  const rates = useResource(() => get("/rates"), [], { every: POLL });
  const sessions = useResource(() => all("/sessions"), [], { topics: ["session"] });
  if (!rates.data || !sessions.data) return html`<${Card} title="Busiest sessions"><${Loading} /><//>`;
  const byId = new Map(sessions.data.map((it) => [it.id, it]));
  const rows = rates.data.sessions
    .filter((it) => byId.has(it.session))
    .sort((one, other) => other.operations - one.operations)
    .slice(0, SHOWN)
    .map((it) => ({ ...it, ...byId.get(it.session) }));
  return html`<${Card} title="Busiest sessions" flush>
    ${rows.length === 0
      ? html`<${Empty} icon="sessions" title="Nobody does any I/O">
          Sessions appear here as soon as they read or write.
        <//>`
      : html`<${Table}
          caption="Busiest sessions"
          rows=${rows}
          rowKey=${(it) => it.id}
          columns=${[
            {
              label: "Initiator",
              main: true,
              value: (it) => html`<a href=${link("sessions", it.id)}>${it.initiator}</a>`,
            },
            { label: "IOPS", numeric: true, value: (it) => perSecond(it.operations) },
            { label: "Read", numeric: true, value: (it) => rate(it.readBytes) },
            { label: "Write", numeric: true, value: (it) => rate(it.writtenBytes) },
          ]}
        />`}
  <//>`;
}
