// What goes on: now, and in the last hour.
import { html } from "../lib/ui.js";
import { get } from "../lib/api.js";
import { bytes, number } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { link } from "../lib/router.js";
import { Card, Facts, Failure, Loading, Meter, Note, PageHead } from "../ui/parts.js";
import { Activity } from "./activity.js";
import { Busiest } from "./busiest.js";
import { Recent } from "./recent.js";
import { FirstSteps } from "./firststeps.js";

/** LUNs in the list of the busiest. */
const SHOWN = 6;

const POLL = 1500;

export function Dashboard() {
  const system = useResource(() => get("/system"), [], {
    topics: ["health", "target", "lun", "session", "image"],
    every: 15000,
  });
  const rates = useResource(() => get(`/rates?limit=${SHOWN}`), [], { every: POLL });
  if (system.error && !system.data) {
    return html`<${PageHead} title="Dashboard" /><${Failure} error=${system.error} retry=${system.reload} />`;
  }
  if (!system.data) return html`<${PageHead} title="Dashboard" /><${Loading} rows=${6} />`;
  const { data } = system;
  return html`<${PageHead} title="Dashboard" />
    <${Alerts} alerts=${data.alerts} />
    ${data.luns === 0 && html`<${FirstSteps} />`}
    <${Activity} rates=${rates.data} />
    <div class="columns">
      <${Busiest} rates=${rates.data} />
      <${Capacity} system=${data} />
    </div>
    <div class="columns">
      <${Recent} />
      <${About} system=${data} />
    </div>`;
}

function Alerts({ alerts }) {
  return alerts.map(
    (it) => html`<${Note}
      key=${it.kind + it.subject}
      tone=${it.severity === "critical" ? "error" : "warning"}
      title=${it.subject}
    >
      <span>${it.detail}</span>
    <//>`,
  );
}

function Capacity({ system }) {
  const { totalBytes, usedBytes, availableBytes } = system.capacity;
  const whole = usedBytes + availableBytes;
  return html`<${Card} title="Capacity">
    <p class="big">${bytes(availableBytes)} <span class="muted">free of ${bytes(totalBytes)}</span></p>
    <${Meter} value=${usedBytes} max=${whole} label="Part of the store that is in use" />
    <${Facts}
      items=${[
        ["In use", bytes(usedBytes)],
        ["Targets", html`<a href=${link("targets")}>${number(system.targets)}</a>`],
        ["LUNs", number(system.luns)],
        ["Sessions", html`<a href=${link("sessions")}>${number(system.sessions)}</a>`],
      ]}
    />
  <//>`;
}

function About({ system }) {
  return html`<${Card} title="This gateway">
    <${Facts}
      items=${[
        ["Version", system.version],
        ["Store", system.store.kind === "rados" ? "Ceph cluster" : "local disk"],
        ["Portals", system.portals.map((it) => html`<code>${it}</code> `)],
        system.tlsPortals.length > 0 && ["TLS portals", system.tlsPortals.map((it) => html`<code>${it}</code> `)],
      ]}
    />
  <//>`;
}
