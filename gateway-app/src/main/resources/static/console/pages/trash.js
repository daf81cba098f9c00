// Images that were thrown away and can still be had back.
import { html, useState } from "../lib/ui.js";
import { all, path, post, remove, withQuery } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { imageName, moment, since } from "../lib/format.js";
import { DEFAULT_POOL, useAllNamespaces, usePools } from "../lib/pools.js";
import { useResource } from "../lib/resource.js";
import { Confirm } from "../ui/confirm.js";
import { Menu } from "../ui/menu.js";
import { Card, Empty, Failure, Loading, PageHead } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { say } from "../ui/toast.js";

export function Trash() {
  const may = useMay();
  const [removing, setRemoving] = useState(null);
  const pools = usePools();
  const namespaces = useAllNamespaces();
  const [place, setPlace] = useState({ pool: DEFAULT_POOL, namespace: "" });
  const trash = useResource(() => all(withQuery("/trash", place)), [place], { topics: ["trash", "image"] });
  const change = (name) => (event) => setPlace({ ...place, [name]: event.target.value });
  const restore = async (entry) => {
    try {
      const image = await post(withQuery(path("trash", entry.id, "restore"), place));
      say(`${imageName(image)} is back.`);
    } catch (failure) {
      say(failure.message);
    }
    trash.reload();
  };
  const columns = [
    { label: "Name", main: true, value: (it) => it.name },
    { label: "Id", value: (it) => html`<code>${it.id}</code>` },
    { label: "Thrown away", value: (it) => html`<span title=${moment(it.deletedAt)}>${since(it.deletedAt)}</span>` },
    { label: "By", value: (it) => it.source },
    {
      label: "Kept until",
      value: (it) => (new Date(it.deferredUntil) > new Date() ? moment(it.deferredUntil) : "may be removed"),
    },
    {
      label: "Actions",
      hideLabel: true,
      value: (it) => html`<${Menu}
        small
        label="Actions for ${it.name}"
        actions=${[
          may("trash.restore") && { label: "Restore", run: () => restore(it) },
          may("trash.delete") && { label: "Delete for good", run: () => setRemoving(it), danger: true },
        ]}
      />`,
    },
  ];
  return html`<${PageHead} title="Trash" note="Images that were thrown away and can still be had back." />
    <${Card} flush>
      ${(pools.length > 1 || namespaces.length > 0) &&
      html`<div class="toolbar">
        <select aria-label="Pool" value=${place.pool} onChange=${change("pool")}>
          ${pools.map((it) => html`<option value=${it} selected=${it === place.pool}>${it}</option>`)}
        </select>
        <select aria-label="Namespace" onChange=${change("namespace")}>
          <option value="">default namespace</option>
          ${namespaces.map((it) => html`<option value=${it}>${it}</option>`)}
        </select>
      </div>`}
      ${trash.error && html`<${Failure} error=${trash.error} retry=${trash.reload} />`}
      ${!trash.data && !trash.error && html`<${Loading} />`}
      ${trash.data?.length === 0 &&
      html`<${Empty} icon="trash" title="The trash is empty">“Move to trash” on an image's page puts it here.<//>`}
      ${trash.data?.length > 0 &&
      html`<${Table} caption="Trash" rows=${trash.data} rowKey=${(it) => it.id} columns=${columns} />`}
    <//>
    ${removing &&
    html`<${Confirm}
      title="Delete ${removing.name} for good"
      action="Delete for good"
      name=${removing.name}
      force="Delete it before its time"
      run=${(force) => remove(withQuery(path("trash", removing.id), { ...place, force: force || null }))}
      onDone=${() => {
        say(`${removing.name} is deleted.`);
        setRemoving(null);
        trash.reload();
      }}
      onClose=${() => setRemoving(null)}
    >
      <p>All data in it is destroyed. There is no way back.</p>
    <//>`}`;
}
