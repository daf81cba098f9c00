// What an image is made with, and what others have noted with it: features and metadata.
import { html, useState } from "../lib/ui.js";
import { all, imagePath, patch, put, remove } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { imageName } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { Confirm } from "../ui/confirm.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { Menu } from "../ui/menu.js";
import { Badge, Card, Empty, Failure, Loading } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { say } from "../ui/toast.js";

/** Those that can be switched while an image is used, each after those that it needs. */
const SWITCHED = [
  ["exclusive-lock", "One client at a time writes; the others ask it."],
  ["object-map", "Remembers which objects exist. Needs exclusive-lock."],
  ["fast-diff", "Remembers which objects have changed since the last snapshot. Goes with object-map."],
  ["deep-flatten", "Flattening parts the snapshots, too. Can be switched off only."],
];

export function Properties({ image }) {
  return html`<${Features} image=${image} /><${Metadata} image=${image} />`;
}

function Features({ image }) {
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const edit =
    may("image.set") &&
    image.format === 2 &&
    html`<button type="button" onClick=${() => setEditing(true)}>Change features</button>`;
  return html`<${Card} title="Features" actions=${edit}>
      ${image.features.length === 0
        ? html`<p class="muted">None.</p>`
        : html`<p>${image.features.map((it) => html`<${Badge}>${it}<//> `)}</p>`}
    <//>
    ${editing && html`<${EditFeatures} image=${image} onClose=${() => setEditing(false)} />`}`;
}

function EditFeatures({ image, onClose }) {
  const has = (name) => image.features.includes(name);
  const form = useForm(
    Object.fromEntries(SWITCHED.map(([name]) => [name, has(name)])),
    (values) =>
      patch(imagePath(image, "features"), {
        enable: SWITCHED.map(([name]) => name).filter((it) => values[it] && !has(it)),
        disable: SWITCHED.map(([name]) => name).filter((it) => !values[it] && has(it)),
      }),
    (answer) => {
      say(answer?.kind ? `The features are being changed: task ${answer.id}.` : "The features are changed.");
      onClose();
    },
  );
  return html`<${Dialog} title="Features of ${imageName(image)}" onClose=${onClose}>
    <${Form} form=${form} fields=${[]} action="Save" onCancel=${onClose}>
      ${SWITCHED.map(
        ([name, hint]) => html`<${Field}
          form=${form}
          name=${name}
          label=${name}
          type="checkbox"
          hint=${hint}
          disabled=${name === "deep-flatten" && !has(name)}
        />`,
      )}
    <//>
  <//>`;
}

function Metadata({ image }) {
  const may = useMay();
  const [editing, setEditing] = useState(null);
  const [removing, setRemoving] = useState(null);
  const metadata = useResource(() => all(imagePath(image, "metadata")), [imageName(image)], { topics: ["image"] });
  const add =
    may("metadata.set") && html`<button type="button" onClick=${() => setEditing({ key: "", value: "" })}>Add</button>`;
  const columns = [
    { label: "Key", main: true, value: (it) => html`<span class="mono">${it.key}</span>` },
    { label: "Value", value: (it) => html`<span class="mono">${it.value}</span>` },
    {
      label: "Actions",
      hideLabel: true,
      value: (it) => html`<${Menu}
        small
        label="Actions for ${it.key}"
        actions=${[
          may("metadata.set") && { label: "Edit", run: () => setEditing(it) },
          may("metadata.delete") && { label: "Remove", run: () => setRemoving(it), danger: true },
        ]}
      />`,
    },
  ];
  return html`<${Card} title="Metadata" flush actions=${metadata.data?.length > 0 && add}>
      ${metadata.error && html`<${Failure} error=${metadata.error} retry=${metadata.reload} />`}
      ${!metadata.data && !metadata.error && html`<${Loading} />`}
      ${metadata.data?.length === 0 &&
      html`<${Empty} icon="audit" title="No metadata" action=${add}>Keys and values that stay with the image.<//>`}
      ${metadata.data?.length > 0 &&
      html`<${Table} caption="Metadata" rows=${metadata.data} rowKey=${(it) => it.key} columns=${columns} />`}
    <//>
    ${editing &&
    html`<${EditEntry} image=${image} entry=${editing} onDone=${metadata.reload} onClose=${() => setEditing(null)} />`}
    ${removing &&
    html`<${Confirm}
      title="Remove ${removing.key}"
      action="Remove"
      run=${() => remove(imagePath(image, "metadata", removing.key))}
      onDone=${() => {
        say(`${removing.key} is removed.`);
        setRemoving(null);
        metadata.reload();
      }}
      onClose=${() => setRemoving(null)}
    >
      <p>Its value is <code>${removing.value}</code>.</p>
    <//>`}`;
}

function EditEntry({ image, entry, onDone, onClose }) {
  const isNew = entry.key === "";
  const form = useForm(
    entry,
    ({ key, value }) => put(imagePath(image, "metadata", key.trim()), { value }),
    (after) => {
      say(`${after.key} is set.`);
      onClose();
      onDone();
    },
  );
  return html`<${Dialog} title=${isNew ? "Add metadata" : "Edit metadata"} onClose=${onClose}>
    <${Form}
      form=${form}
      fields=${["key", "value"]}
      action="Save"
      disabled=${form.values.key.trim() === ""}
      onCancel=${onClose}
    >
      <${Field} form=${form} name="key" label="Key" readonly=${!isNew} />
      <${Field} form=${form} name="value" label="Value" type="textarea" />
    <//>
  <//>`;
}
