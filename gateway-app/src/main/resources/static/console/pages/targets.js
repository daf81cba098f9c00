// The names that hosts log in to.
import { html, useState } from "../lib/ui.js";
import { all, post } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { number } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { go, link } from "../lib/router.js";
import { Discovery } from "../actions/discovery.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { Icon } from "../ui/icons.js";
import { Badge, Card, Empty, Failure, Loading, PageHead } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { say } from "../ui/toast.js";

const PREFIX = "iqn.2026-11.dev.rbdgate:";

export function Targets() {
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const targets = useResource(() => all("/targets"), [], { topics: ["target", "lun", "initiator", "health"] });
  const create =
    may("target.create") &&
    html`<button type="button" class="primary" onClick=${() => setCreating(true)}>
      <${Icon} name="plus" /> Create target
    </button>`;
  return html`<${PageHead} title="Targets" note="The names that hosts log in to, with the LUNs they find there.">${create}<//>
    <${Card} flush>
      ${targets.error && html`<${Failure} error=${targets.error} retry=${targets.reload} />`}
      ${!targets.data && !targets.error && html`<${Loading} />`}
      ${targets.data?.length === 0 &&
      html`<${Empty} icon="targets" title="No targets yet" action=${create}>
        Create one, map an image to it, and grant it to an initiator.
      <//>`}
      ${targets.data?.length > 0 &&
      html`<${Table} caption="Targets" rows=${targets.data} rowKey=${(it) => it.iqn} columns=${COLUMNS} />`}
    <//>
    <${Discovery} />
    ${creating && html`<${CreateTarget} onClose=${() => setCreating(false)} />`}`;
}

const COLUMNS = [
  { label: "Name", main: true, value: (it) => html`<a class="mono" href=${link("targets", it.iqn)}>${it.iqn}</a>` },
  { label: "Alias", value: (it) => it.alias || html`<span class="muted">–</span>` },
  { label: "LUNs", numeric: true, value: (it) => number(it.luns.length) },
  { label: "Grants", numeric: true, value: (it) => number(it.initiators.length) },
  {
    label: "State",
    value: (it) => {
      const bad = it.luns.filter((lun) => lun.state !== "ready").length;
      if (bad > 0) return html`<${Badge} tone="critical">${bad} not ready<//>`;
      if (it.redirect) return html`<${Badge} tone="warning">redirects<//>`;
      if (it.initiators.length === 0) return html`<${Badge}>granted to nobody<//>`;
      return html`<${Badge} tone="ok">ready<//>`;
    },
  },
];

function CreateTarget({ onClose }) {
  const form = useForm(
    { iqn: PREFIX, alias: "" },
    ({ iqn, alias }) => post("/targets", { iqn: iqn.trim(), alias: alias.trim() || undefined }),
    (target) => {
      say(`Target ${target.iqn} is there.`);
      onClose();
      go(link("targets", target.iqn));
    },
  );
  return html`<${Dialog} title="Create target" onClose=${onClose}>
    <${Form}
      form=${form}
      fields=${["iqn", "alias"]}
      action="Create"
      disabled=${form.values.iqn.trim() === "" || form.values.iqn === PREFIX}
      onCancel=${onClose}
    >
      <${Field} form=${form} name="iqn" label="Name" hint="An iSCSI name: iqn.YYYY-MM.domain:name" />
      <${Field} form=${form} name="alias" label="Alias" hint="For people; may stay empty." />
    <//>
  <//>`;
}
