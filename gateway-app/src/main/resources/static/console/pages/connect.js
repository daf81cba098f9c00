// The commands that log a Linux host in.
import { html } from "../lib/ui.js";
import { get } from "../lib/api.js";
import { useResource } from "../lib/resource.js";
import { CopyButton } from "../ui/copylines.js";
import { Card } from "../ui/parts.js";

/** No other host reaches these. */
const LOOPBACK = /^(127\.|\[::1\])/;

export function Connect({ iqn, target }) {
  const system = useResource(() => get("/system"), []);
  const portal = address(target, system.data);
  const lines = [
    `iscsiadm -m discovery -t sendtargets -p ${portal}`,
    `iscsiadm -m node -T ${iqn} -p ${portal} --login`,
  ].join("\n");
  const button = html`<${CopyButton} name="the commands" text=${lines} />`;
  return html`<${Card} title="Log in from a Linux host" actions=${button}>
    <pre tabindex="0"><code>${lines}</code></pre>
  <//>`;
}

/** Where hosts find a target: its own portal, else where this page came from, with the gateway's port. */
function address(target, system) {
  const [own] = target.portals;
  if (own) return own.advertise ?? `${own.address}:${own.port}`;
  const portals = system?.portals ?? [];
  const listening = portals.find((it) => !LOOPBACK.test(it)) ?? portals[0] ?? ":3260";
  const port = listening.slice(listening.lastIndexOf(":") + 1);
  const host = listening.slice(0, listening.lastIndexOf(":"));
  const anywhere = host === "0.0.0.0" || host === "[::]" || host === "";
  return `${anywhere ? location.hostname : host}:${port}`;
}
