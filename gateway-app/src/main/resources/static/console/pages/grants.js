// Who may log in to a target, from where, with which secret, and what they find.
import { html, useState } from "../lib/ui.js";
import { all, path, remove } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { limitsText } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { GrantForm } from "../actions/grantform.js";
import { EditLimits } from "../actions/limits.js";
import { Confirm } from "../ui/confirm.js";
import { Icon } from "../ui/icons.js";
import { Menu } from "../ui/menu.js";
import { Badge, Card, Empty, Failure, Loading } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { say } from "../ui/toast.js";

export function Grants({ iqn, luns }) {
  const may = useMay();
  const [editing, setEditing] = useState(null);
  const [removing, setRemoving] = useState(null);
  const [limiting, setLimiting] = useState(null);
  const grants = useResource(() => all(path("targets", iqn, "initiators")), [iqn], { topics: ["initiator", "target"] });
  const grant =
    may("initiator.create") &&
    html`<button type="button" class="primary" onClick=${() => setEditing({})}>
      <${Icon} name="plus" /> Grant
    </button>`;
  return html`<${Card} title="Initiators" flush actions=${grants.data?.length > 0 && grant}>
      ${grants.error && html`<${Failure} error=${grants.error} retry=${grants.reload} />`}
      ${!grants.data && !grants.error && html`<${Loading} />`}
      ${grants.data?.length === 0 &&
      html`<${Empty} icon="tokens" title="Granted to nobody" action=${grant}>
        Nobody can log in, or even see this target, until it is granted to them.
      <//>`}
      ${grants.data?.length > 0 &&
      html`<${Table}
        caption="Initiators"
        rows=${grants.data}
        rowKey=${(it) => it.initiator}
        columns=${columns(may, { edit: setEditing, limit: setLimiting, take: setRemoving })}
      />`}
    <//>
    ${editing && html`<${GrantForm} iqn=${iqn} luns=${luns} grant=${editing} onClose=${() => setEditing(null)} />`}
    ${limiting &&
    html`<${EditLimits}
      of=${limiting.initiator}
      place=${path("targets", iqn, "initiators", limiting.initiator)}
      limits=${limiting.limits}
      note="They hold for each initiator that uses the grant, over all its sessions with this target."
      onClose=${() => setLimiting(null)}
    />`}
    ${removing &&
    html`<${Confirm}
      title="Take the grant away"
      action="Take away"
      run=${() => remove(path("targets", iqn, "initiators", removing.initiator))}
      onDone=${() => {
        say(`${removing.initiator} is no longer granted this target.`);
        setRemoving(null);
      }}
      onClose=${() => setRemoving(null)}
    >
      <p><code>${removing.initiator}</code> loses its disks here at once.</p>
    <//>`}`;
}

function columns(may, { edit, limit, take }) {
  return [
    { label: "Initiator", main: true, value: (it) => html`<span class="mono">${it.initiator}</span>` },
    { label: "From", value: (it) => (it.addresses.length === 0 ? "anywhere" : it.addresses.join(", ")) },
    { label: "LUNs", value: (it) => (it.luns === "all" ? "all" : it.luns.join(", ")) },
    {
      label: "CHAP",
      value: (it) => {
        if (!it.chap) return html`<${Badge} tone="warning">none<//>`;
        return html`<${Badge} tone="ok">${it.mutualChap ? "mutual" : "one-way"}<//> ${it.chap.user}`;
      },
    },
    { label: "Limits", value: (it) => limitsText(it.limits) },
    {
      label: "Actions",
      hideLabel: true,
      value: (it) => html`<${Menu}
        small
        label="Actions for ${it.initiator}"
        actions=${[
          may("initiator.set") && { label: "Edit", run: () => edit(it) },
          may("initiator.set") && { label: "Limits", run: () => limit(it) },
          may("initiator.delete") && { label: "Take away", run: () => take(it), danger: true },
        ]}
      />`,
    },
  ];
}
