// Makes an image, or a clone of a snapshot.
import { html } from "../lib/ui.js";
import { post } from "../lib/api.js";
import { imageName } from "../lib/format.js";
import { usePools } from "../lib/pools.js";
import { go, imageLink } from "../lib/router.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { say } from "../ui/toast.js";

const OBJECT_SIZES = ["1MiB", "2MiB", "4MiB", "8MiB", "16MiB", "32MiB"].map((it) => [it, it.replace("M", " M")]);

export function CreateImage({ namespace, onClose }) {
  const pools = usePools();
  const form = useForm(
    { name: "", size: "20GiB", pool: pools[0], objectSize: "4MiB" },
    (values) =>
      post("/images", {
        ...values,
        name: values.name.trim(),
        namespace: namespace || undefined,
      }),
    (image) => {
      say(`Image ${imageName(image)} is there.`);
      onClose();
      go(imageLink(image));
    },
  );
  return html`<${Dialog} title="Create image" onClose=${onClose}>
    <${Form}
      form=${form}
      fields=${["name", "size", "pool", "objectSize"]}
      action="Create"
      disabled=${form.values.name.trim() === ""}
      onCancel=${onClose}
    >
      <${Field} form=${form} name="name" label="Name" hint=${namespace ? `In the namespace ${namespace}.` : undefined} />
      <${Field} form=${form} name="size" label="Size" hint="Such as 20GiB or 1.5TiB. Space is taken only as hosts write." />
      <${Field} form=${form} name="pool" label="Pool" type="select" options=${pools.map((it) => [it, it])} />
      <${Field} form=${form} name="objectSize" label="Object size" type="select" options=${OBJECT_SIZES} />
    <//>
  <//>`;
}

export function CreateClone({ image, snapshot, onClose }) {
  const from = `${imageName(image)}@${snapshot}`;
  const form = useForm(
    { name: `${image.name}-clone` },
    ({ name }) =>
      post("/images", {
        name: name.trim(),
        pool: image.pool,
        namespace: image.namespace || undefined,
        from,
      }),
    (clone) => {
      say(`Clone ${imageName(clone)} is there.`);
      onClose();
      go(imageLink(clone));
    },
  );
  return html`<${Dialog} title="Clone a snapshot" onClose=${onClose}>
    <${Form} form=${form} fields=${["name"]} action="Clone" onCancel=${onClose}>
      <p class="prose">
        A clone of <code>${from}</code> is there at once, shares what it does not change, and needs the
        snapshot until it is flattened.
      </p>
      <${Field} form=${form} name="name" label="Name of the clone" />
    <//>
  <//>`;
}
