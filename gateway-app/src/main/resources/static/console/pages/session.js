// One session: who, from where, what was agreed on, what it does.
import { html, useState } from "../lib/ui.js";
import { get, path, remove } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { bytes, latency, moment, number, perSecond, rate } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { go, link } from "../lib/router.js";
import { Confirm } from "../ui/confirm.js";
import { Card, Facts, Failure, Loading, PageHead } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { say } from "../ui/toast.js";

const POLL = 2000;

export function SessionPage({ id }) {
  const may = useMay();
  const [closing, setClosing] = useState(false);
  const session = useResource(() => get(path("sessions", id)), [id], { topics: ["session"], every: POLL });
  const rates = useResource(() => get("/rates?limit=1000"), [], { every: POLL });
  const above = html`<a href=${link("sessions")}>Sessions</a>`;
  const title = `Session ${id}`;
  if (session.error && (!session.data || session.error.status === 404)) {
    return html`<${PageHead} title=${title} above=${above} /><${Failure} error=${session.error} />`;
  }
  if (!session.data) return html`<${PageHead} title=${title} above=${above} /><${Loading} rows=${5} />`;
  const { data } = session;
  const now = rates.data?.sessions.find((it) => String(it.session) === id)?.rate;
  return html`<${PageHead} title=${title} above=${above} note=${html`<code>${data.initiator}</code>`}>
      ${may("session.delete") &&
      html`<button type="button" class="danger-text" onClick=${() => setClosing(true)}>Close session</button>`}
    <//>
    <${Card} title="Now">
      <div class="tiles">
        <div class="tile"><span class="tile-label">IOPS</span><b>${perSecond(now?.operations ?? 0)}</b></div>
        <div class="tile"><span class="tile-label">Read</span><b>${rate(now?.readBytes ?? 0)}</b></div>
        <div class="tile"><span class="tile-label">Write</span><b>${rate(now?.writtenBytes ?? 0)}</b></div>
        <div class="tile"><span class="tile-label">Read latency p99</span><b>${latency(now?.readP99)}</b></div>
        <div class="tile"><span class="tile-label">Write latency p99</span><b>${latency(now?.writeP99)}</b></div>
        <div class="tile"><span class="tile-label">In flight</span><b>${number(data.counters.running)}</b></div>
      </div>
    <//>
    <div class="columns">
      <${Card} title="Connection">
        <${Facts}
          items=${[
            ["Target", data.target && html`<a href=${link("targets", data.target)}>${data.target}</a>`],
            ["Type", data.type],
            ["From", html`<code>${data.address}</code>`],
            ["To", html`<code>${data.targetAddress}</code>`],
            ["Connections", number(data.connections)],
            ["Since", moment(data.since)],
            data.isid && ["ISID", html`<code>${data.isid}</code>`],
          ]}
        />
      <//>
      <${Card} title="Since login">
        <${Facts}
          items=${[
            ["Commands", number(data.counters.commands)],
            ["Read", bytes(data.counters.readBytes)],
            ["Written", bytes(data.counters.writtenBytes)],
            ["Errors", number(data.counters.errors)],
          ]}
        />
      <//>
    </div>
    <${Card} title="Negotiated keys" flush>
      <${Table}
        caption="Negotiated keys"
        rows=${Object.entries(data.keys)}
        rowKey=${([key]) => key}
        columns=${[
          { label: "Key", main: true, value: ([key]) => key },
          { label: "Value", value: ([, value]) => html`<code>${value}</code>` },
        ]}
      />
    <//>
    ${closing &&
    html`<${Confirm}
      title="Close session ${id}"
      action="Close session"
      run=${() => remove(path("sessions", id))}
      onDone=${() => {
        say(`Session ${id} is closed.`);
        go(link("sessions"));
      }}
      onClose=${() => setClosing(false)}
    >
      <p>
        <code>${data.initiator}</code> loses its connection, and most initiators log in again at once. To keep
        one out, take its grant away.
      </p>
    <//>`}`;
}
