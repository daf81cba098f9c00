// What can be done with a snapshot.
import { html, useState } from "../lib/ui.js";
import { imagePath, patch, post, remove } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { imageName } from "../lib/format.js";
import { Confirm } from "../ui/confirm.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { Menu } from "../ui/menu.js";
import { say } from "../ui/toast.js";
import { CreateClone } from "./createimage.js";
import { MapImage } from "./mapimage.js";

export function CreateSnapshot({ image, onClose }) {
  const form = useForm(
    { name: "", protected: false },
    (values) => post(imagePath(image, "snapshots"), { name: values.name.trim(), protected: values.protected }),
    (snapshot) => {
      say(`Snapshot ${snapshot.name} is taken.`);
      onClose();
    },
  );
  return html`<${Dialog} title="Take a snapshot of ${imageName(image)}" onClose=${onClose}>
    <${Form}
      form=${form}
      fields=${["name", "protected"]}
      action="Take snapshot"
      disabled=${form.values.name.trim() === ""}
      onCancel=${onClose}
    >
      <${Field} form=${form} name="name" label="Name" />
      <${Field} form=${form} name="protected" type="checkbox" label="Protect it from being deleted" />
    <//>
  <//>`;
}

export function SnapshotActions({ image, snapshot }) {
  const may = useMay();
  const [shown, setShown] = useState(null);
  const close = () => setShown(null);
  const show = (name) => () => setShown(name);
  const place = imagePath(image, "snapshots", snapshot.name);
  const protect = async () => {
    try {
      await patch(place, { protected: !snapshot.protected });
      say(`Snapshot ${snapshot.name} is ${snapshot.protected ? "no longer " : ""}protected.`);
    } catch (failure) {
      say(failure.message);
    }
  };
  return html`<${Menu}
      small
      label="Actions for the snapshot ${snapshot.name}"
      actions=${[
        may("image.create") && { label: "Clone", run: show("clone") },
        may("lun.create") && { label: "Map read-only", run: show("map") },
        may("snapshot.set") && { label: snapshot.protected ? "Unprotect" : "Protect", run: protect },
        may("snapshot.set") && { label: "Rename", run: show("rename") },
        may("snapshot.rollback") && { label: "Roll back", run: show("rollback"), danger: true },
        may("snapshot.delete") && { label: "Delete", run: show("delete"), danger: true },
      ]}
    />
    ${shown === "clone" && html`<${CreateClone} image=${image} snapshot=${snapshot.name} onClose=${close} />`}
    ${shown === "map" &&
    html`<${MapImage} reference=${`${imageName(image)}@${snapshot.name}`} onClose=${close} />`}
    ${shown === "rename" && html`<${Rename} place=${place} snapshot=${snapshot} onClose=${close} />`}
    ${shown === "rollback" && html`<${RollBack} image=${image} snapshot=${snapshot} onClose=${close} />`}
    ${shown === "delete" &&
    html`<${Confirm}
      title="Delete the snapshot ${snapshot.name}"
      action="Delete for good"
      name=${snapshot.name}
      run=${() => remove(place)}
      onDone=${() => {
        say(`Snapshot ${snapshot.name} is deleted.`);
        close();
      }}
      onClose=${close}
    >
      <p>The image stays as it is now; what only this snapshot still holds is destroyed.</p>
    <//>`}`;
}

function Rename({ place, snapshot, onClose }) {
  const form = useForm(
    { name: snapshot.name },
    ({ name }) => patch(place, { name: name.trim() }),
    (after) => {
      say(`The snapshot is ${after.name} now.`);
      onClose();
    },
  );
  return html`<${Dialog} title="Rename the snapshot ${snapshot.name}" onClose=${onClose}>
    <${Form} form=${form} fields=${["name"]} action="Rename" onCancel=${onClose}>
      <${Field} form=${form} name="name" label="New name" />
    <//>
  <//>`;
}

function RollBack({ image, snapshot, onClose }) {
  return html`<${Confirm}
    title="Roll back ${imageName(image)}"
    action="Roll back"
    name=${image.name}
    force="Roll back although hosts are logged in. Unmount there first, or they will damage the file system."
    run=${(force) => post(imagePath(image, "snapshots", snapshot.name, "rollback"), force ? { force } : undefined)}
    onDone=${(task) => {
      say(`${imageName(image)} is being rolled back: task ${task.id}.`);
      onClose();
    }}
    onClose=${onClose}
  >
    <p>
      The image becomes what it was at <b>${snapshot.name}</b>. All that was written since then is
      destroyed, unless a later snapshot holds it.
    </p>
  <//>`;
}
