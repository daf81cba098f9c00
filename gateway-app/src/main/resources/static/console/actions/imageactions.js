// What can be done with an image.
import { html, useState } from "../lib/ui.js";
import { imagePath, patch, post, remove } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { bytes, imageName } from "../lib/format.js";
import { go, link } from "../lib/router.js";
import { Confirm } from "../ui/confirm.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { Menu } from "../ui/menu.js";
import { Note } from "../ui/parts.js";
import { say } from "../ui/toast.js";
import { CopyImage, ExportImage } from "./content.js";
import { MapImage } from "./mapimage.js";
import { CreateSnapshot } from "./snapshotactions.js";

export function ImageActions({ image, onRenamed }) {
  const may = useMay();
  const [shown, setShown] = useState(null);
  const close = () => setShown(null);
  const show = (name) => () => setShown(name);
  const name = imageName(image);
  const gone = (task) => {
    say(task ? `${name} is being deleted: task ${task.id}.` : `${name} is deleted.`);
    go(link("images"));
  };
  return html`
    ${may("lun.create") && html`<button type="button" class="primary" onClick=${show("map")}>Map</button>`}
    ${may("snapshot.create") && html`<button type="button" onClick=${show("snapshot")}>Take snapshot</button>`}
    <${Menu}
      label="More actions for ${name}"
      actions=${[
        may("image.set") && { label: "Resize", run: show("resize") },
        may("image.set") && { label: "Rename", run: show("rename") },
        may("image.copy") && image.format === 2 && { label: "Copy", run: show("copy") },
        may("image.export") && { label: "Export", run: show("export") },
        may("image.flatten") && image.parent && { label: "Flatten", run: show("flatten") },
        may("trash.move") && { label: "Move to trash", run: show("trash") },
        may("image.delete") && { label: "Delete", run: show("delete"), danger: true },
      ]}
    />
    ${shown === "map" && html`<${MapImage} reference=${name} onClose=${close} />`}
    ${shown === "snapshot" && html`<${CreateSnapshot} image=${image} onClose=${close} />`}
    ${shown === "resize" && html`<${Resize} image=${image} onClose=${close} />`}
    ${shown === "rename" && html`<${Rename} image=${image} onClose=${close} onRenamed=${onRenamed} />`}
    ${shown === "copy" && html`<${CopyImage} image=${image} onClose=${close} />`}
    ${shown === "export" && html`<${ExportImage} image=${image} onClose=${close} />`}
    ${shown === "flatten" &&
    html`<${Confirm}
      title="Flatten ${name}"
      action="Flatten"
      run=${() => post(imagePath(image, "flatten"))}
      onDone=${(task) => {
        say(`${name} is being flattened: task ${task.id}.`);
        close();
      }}
      onClose=${close}
    >
      <p>What the clone shares with <code>${image.parent}</code> is copied into it; afterwards it needs its parent no more.</p>
    <//>`}
    ${shown === "trash" &&
    html`<${Confirm}
      title="Move ${name} to the trash"
      action="Move to trash"
      run=${() => post("/trash", { image: name })}
      onDone=${() => {
        say(`${name} is in the trash.`);
        go(link("trash"));
      }}
      onClose=${close}
    >
      <p>It can be restored from there with all of its data.</p>
    <//>`}
    ${shown === "delete" &&
    html`<${Confirm}
      title="Delete ${name}"
      action="Delete for good"
      name=${image.name}
      run=${() => remove(imagePath(image))}
      onDone=${gone}
      onClose=${close}
    >
      <p>All ${bytes(image.usedBytes)} of data in it are destroyed. There is no way back.</p>
    <//>`}
  `;
}

function Resize({ image, onClose }) {
  const form = useForm(
    { size: "", allowShrink: false },
    ({ size, allowShrink }) => patch(imagePath(image), { size, allowShrink: allowShrink || undefined }),
    (after) => {
      say(`${imageName(image)} has ${bytes(after.sizeBytes)} now.`);
      onClose();
    },
  );
  return html`<${Dialog} title="Resize ${imageName(image)}" onClose=${onClose}>
    <${Form}
      form=${form}
      fields=${["size"]}
      action="Resize"
      disabled=${form.values.size.trim() === ""}
      onCancel=${onClose}
    >
      <${Field}
        form=${form}
        name="size"
        label="New size"
        hint="It has ${bytes(image.sizeBytes)}. Hosts see a larger disk after a rescan: iscsiadm -m session --rescan"
      />
      ${form.error?.field === "allowShrink" &&
      html`<${Note} tone="warning">
        <${Field} form=${form} name="allowShrink" type="checkbox" label="Cut off the data behind the new end" />
      <//>`}
    <//>
  <//>`;
}

function Rename({ image, onClose, onRenamed }) {
  const form = useForm(
    { name: image.name },
    ({ name }) => patch(imagePath(image), { name: name.trim() }),
    (after) => {
      say(`It is ${imageName(after)} now.`);
      onClose();
      onRenamed(after.name);
    },
  );
  return html`<${Dialog} title="Rename ${imageName(image)}" onClose=${onClose}>
    <${Form} form=${form} fields=${["name"]} action="Rename" onCancel=${onClose}>
      <${Field} form=${form} name="name" label="New name" hint="LUNs that show it go on." />
    <//>
  <//>`;
}
