// Namespaces: parts of a pool whose images have names of their own.
import { html, useState } from "../lib/ui.js";
import { path, post, remove, withQuery } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { useNamespaces, usePools } from "../lib/pools.js";
import { Confirm } from "../ui/confirm.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { Icon } from "../ui/icons.js";
import { Card, Empty, Failure, Loading, PageHead } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { say } from "../ui/toast.js";

export function Namespaces() {
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const [removing, setRemoving] = useState(null);
  const namespaces = useNamespaces();
  const create =
    may("namespace.create") &&
    html`<button type="button" class="primary" onClick=${() => setCreating(true)}>
      <${Icon} name="plus" /> Create namespace
    </button>`;
  const columns = [
    { label: "Name", main: true, value: (it) => it.name },
    { label: "Pool", value: (it) => it.pool },
    {
      label: "Actions",
      hideLabel: true,
      value: (it) =>
        may("namespace.delete") &&
        html`<button type="button" class="small" aria-label="Delete ${it.pool}/${it.name}" onClick=${() => setRemoving(it)}>
          Delete
        </button>`,
    },
  ];
  return html`<${PageHead} title="Namespaces" note="Parts of a pool, whose images have names of their own.">${create}<//>
    <${Card} flush>
      ${namespaces.error && html`<${Failure} error=${namespaces.error} retry=${namespaces.reload} />`}
      ${!namespaces.data && !namespaces.error && html`<${Loading} />`}
      ${namespaces.data?.length === 0 &&
      html`<${Empty} icon="namespaces" title="No namespaces" action=${create}>
        Every image is in the default one, which has no name.
      <//>`}
      ${namespaces.data?.length > 0 &&
      html`<${Table}
        caption="Namespaces"
        rows=${namespaces.data}
        rowKey=${(it) => `${it.pool}/${it.name}`}
        columns=${columns}
      />`}
    <//>
    ${creating && html`<${Create} onClose=${() => setCreating(false)} />`}
    ${removing &&
    html`<${Confirm}
      title="Delete the namespace ${removing.pool}/${removing.name}"
      action="Delete"
      run=${() => remove(withQuery(path("namespaces", removing.name), { pool: removing.pool }))}
      onDone=${() => {
        say(`Namespace ${removing.pool}/${removing.name} is deleted.`);
        setRemoving(null);
      }}
      onClose=${() => setRemoving(null)}
    >
      <p>It has to be empty.</p>
    <//>`}`;
}

function Create({ onClose }) {
  const pools = usePools();
  const form = useForm(
    { name: "", pool: pools[0] },
    ({ name, pool }) => post("/namespaces", { name: name.trim(), pool }),
    (made) => {
      say(`Namespace ${made.pool}/${made.name} is there.`);
      onClose();
    },
  );
  return html`<${Dialog} title="Create namespace" onClose=${onClose}>
    <${Form}
      form=${form}
      fields=${["name", "pool"]}
      action="Create"
      disabled=${form.values.name.trim() === ""}
      onCancel=${onClose}
    >
      <${Field} form=${form} name="name" label="Name" />
      <${Field} form=${form} name="pool" label="Pool" type="select" options=${pools.map((it) => [it, it])} />
    <//>
  <//>`;
}
