// Volumes: an image, its target, its LUN and its grants as one thing.
import { html, useState } from "../lib/ui.js";
import { all, path, remove, withQuery } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { bytes, number, parseImage } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { imageLink, link } from "../lib/router.js";
import { CreateVolume, HostLines } from "../actions/createvolume.js";
import { Confirm } from "../ui/confirm.js";
import { Icon } from "../ui/icons.js";
import { Menu } from "../ui/menu.js";
import { Card, Empty, Failure, Loading, PageHead, UnitState } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { say } from "../ui/toast.js";

export function Volumes() {
  const may = useMay();
  const [shown, setShown] = useState(null);
  const close = () => setShown(null);
  const volumes = useResource(() => all("/volumes"), [], {
    topics: ["volume", "image", "target", "lun", "initiator", "session", "health"],
  });
  const create =
    may("volume.create") &&
    html`<button type="button" class="primary" onClick=${() => setShown({ what: "create" })}>
      <${Icon} name="plus" /> Create volume
    </button>`;
  return html`<${PageHead} title="Volumes" note="Image, target, LUN and grants in one step.">${create}<//>
    <${Card} flush>
      ${volumes.error && html`<${Failure} error=${volumes.error} retry=${volumes.reload} />`}
      ${!volumes.data && !volumes.error && html`<${Loading} />`}
      ${volumes.data?.length === 0 &&
      html`<${Empty} icon="images" title="No volumes yet" action=${create}>
        A volume is a disk for some hosts. What was mapped in parts is under images and targets.
      <//>`}
      ${volumes.data?.length > 0 &&
      html`<${Table}
        caption="Volumes"
        rows=${volumes.data}
        rowKey=${(it) => it.name}
        columns=${columns(may, (what) => (volume) => setShown({ what, volume }))}
      />`}
    <//>
    ${shown?.what === "create" && html`<${CreateVolume} onClose=${close} />`}
    ${shown?.what === "lines" && html`<${HostLines} name=${shown.volume.name} onClose=${close} />`}
    ${shown?.what === "delete" && html`<${Delete} volume=${shown.volume} onClose=${close} />`}`;
}

function columns(may, show) {
  return [
    { label: "Name", main: true, value: (it) => html`<a href=${link("targets", it.target)}>${it.name}</a>` },
    { label: "Size", numeric: true, value: (it) => bytes(it.sizeBytes) },
    { label: "Image", value: (it) => html`<a href=${imageLink(parseImage(it.image))}>${it.image}</a>` },
    { label: "Hosts", numeric: true, value: (it) => number(it.initiators.length) },
    { label: "Sessions", numeric: true, value: (it) => number(it.sessions) },
    {
      label: "State",
      value: (it) => html`<${UnitState} unit=${it} />`,
    },
    {
      label: "Actions",
      hideLabel: true,
      value: (it) => html`<${Menu}
        small
        label="Actions for ${it.name}"
        actions=${[
          { label: "Lines for its hosts", run: () => show("lines")(it) },
          may("volume.delete") && { label: "Delete", run: () => show("delete")(it), danger: true },
        ]}
      />`,
    },
  ];
}

function Delete({ volume, onClose }) {
  return html`<${Confirm}
    title="Delete the volume ${volume.name}"
    action="Delete for good"
    name=${volume.name}
    force="Delete it although hosts are logged in"
    run=${(force) => remove(withQuery(path("volumes", volume.name), { force: force || null }))}
    onDone=${() => {
      say(`Volume ${volume.name} is deleted.`);
      onClose();
    }}
    onClose=${onClose}
  >
    <p>Its target, its grants and <code>${volume.image}</code> with all data in it are destroyed. There is no way back.</p>
  <//>`;
}
