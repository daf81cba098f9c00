// The LUNs of a target.
import { html, useState } from "../lib/ui.js";
import { patch, path, remove } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { bytes, limitsText, parseImage } from "../lib/format.js";
import { imageLink } from "../lib/router.js";
import { EditLimits } from "../actions/limits.js";
import { Confirm } from "../ui/confirm.js";
import { Menu } from "../ui/menu.js";
import { UnitState } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { say } from "../ui/toast.js";

export function LunTable({ iqn, luns }) {
  const may = useMay();
  const [removing, setRemoving] = useState(null);
  const [limiting, setLimiting] = useState(null);
  const setReadOnly = async (lun) => {
    try {
      await patch(path("targets", iqn, "luns", lun.lun), { readOnly: !lun.readOnly });
      say(`LUN ${lun.lun} is ${lun.readOnly ? "writable" : "read only"} now.`);
    } catch (failure) {
      say(failure.message);
    }
  };
  const columns = [
    { label: "LUN", numeric: true, value: (it) => it.lun },
    {
      label: "Image",
      main: true,
      value: (it) => html`<a href=${imageLink(parseImage(it.image))}>${it.image}</a>`,
    },
    { label: "Size", numeric: true, value: (it) => bytes(it.sizeBytes) },
    { label: "Access", value: (it) => (it.readOnly ? "read only" : "read and write") },
    { label: "Limits", value: (it) => limitsText(it.limits) },
    { label: "Identity", value: (it) => html`<code>${it.naa}</code>` },
    {
      label: "State",
      value: (it) => html`<${UnitState} unit=${it} />`,
    },
    {
      label: "Actions",
      hideLabel: true,
      value: (it) => html`<${Menu}
        small
        label="Actions for LUN ${it.lun}"
        actions=${[
          may("lun.set") &&
            !it.image.includes("@") && {
              label: it.readOnly ? "Make writable" : "Make read only",
              run: () => setReadOnly(it),
            },
          may("lun.set") && { label: "Limits", run: () => setLimiting(it) },
          may("lun.delete") && { label: "Unmap", run: () => setRemoving(it), danger: true },
        ]}
      />`,
    },
  ];
  return html`<${Table} caption="LUNs" rows=${luns} rowKey=${(it) => it.lun} columns=${columns} />
    ${limiting &&
    html`<${EditLimits}
      of="LUN ${limiting.lun}"
      place=${path("targets", iqn, "luns", limiting.lun)}
      limits=${limiting.limits}
      note="They are those of the image: every LUN that shows ${limiting.image} shares them."
      onClose=${() => setLimiting(null)}
    />`}
    ${removing &&
    html`<${Confirm}
      title="Unmap LUN ${removing.lun}"
      action="Unmap"
      run=${() => remove(path("targets", iqn, "luns", removing.lun))}
      onDone=${() => {
        say(`LUN ${removing.lun} is unmapped.`);
        setRemoving(null);
      }}
      onClose=${() => setRemoving(null)}
    >
      <p>Hosts that use it lose the disk at once. <code>${removing.image}</code> keeps its data.</p>
    <//>`}`;
}
