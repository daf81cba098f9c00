// Makes a LUN: chooses the image, or the target, whichever is not known yet.
import { html } from "../lib/ui.js";
import { all, path, post } from "../lib/api.js";
import { imageName } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { go, link } from "../lib/router.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { Empty, Failure, Loading, Note } from "../ui/parts.js";
import { say } from "../ui/toast.js";

/** Maps an image, or a snapshot, to a target that is to be chosen. */
export function MapImage({ reference, onClose }) {
  const targets = useResource(() => all("/targets"), []);
  return html`<${Dialog} title="Map ${reference}" onClose=${onClose}>
    ${targets.error && html`<${Failure} error=${targets.error} />`}
    ${!targets.data && !targets.error && html`<${Loading} />`}
    ${targets.data?.length === 0 &&
    html`<${Empty}
      icon="targets"
      title="There is no target yet"
      action=${html`<a class="button primary" href=${link("targets")}>Go to targets</a>`}
    >
      A target is the name that hosts log in to.
    <//>`}
    ${targets.data?.length > 0 &&
    html`<${LunForm}
      image=${reference}
      iqn=${targets.data[0].iqn}
      choices=${{ iqn: targets.data.map((it) => [it.iqn, it.iqn]) }}
      onClose=${onClose}
    />`}
  <//>`;
}

/** Maps an image that is to be chosen to a target. */
export function MapToTarget({ iqn, onClose }) {
  const images = useResource(() => all("/images"), []);
  return html`<${Dialog} title="Map an image" onClose=${onClose}>
    ${images.error && html`<${Failure} error=${images.error} />`}
    ${!images.data && !images.error && html`<${Loading} />`}
    ${images.data?.length === 0 &&
    html`<${Empty}
      icon="images"
      title="There is no image yet"
      action=${html`<a class="button primary" href=${link("images")}>Go to images</a>`}
    >
      Create one first, then map it here.
    <//>`}
    ${images.data?.length > 0 &&
    html`<${LunForm}
      image=${imageName(images.data[0])}
      iqn=${iqn}
      choices=${{ image: images.data.map((it) => [imageName(it), imageName(it)]) }}
      onClose=${onClose}
    />`}
  <//>`;
}

const BLOCKS = [
  ["512", "512 bytes: every host takes it"],
  ["4096", "4096 bytes"],
];

function LunForm({ image, iqn, choices, onClose }) {
  const form = useForm(
    { image, iqn, lun: "", readOnly: false, blockSize: "512", force: false },
    (values) =>
      post(path("targets", values.iqn, "luns"), {
        image: values.image,
        lun: values.lun.trim() === "" ? undefined : Number(values.lun),
        readOnly: values.readOnly || undefined,
        blockSize: values.blockSize === "512" ? undefined : Number(values.blockSize),
        force: values.force || undefined,
      }),
    (lun) => {
      say(`${lun.image} is LUN ${lun.lun}.`);
      onClose();
      go(link("targets", form.values.iqn));
    },
  );
  const snapshot = image.includes("@");
  return html`<${Form}
    form=${form}
    fields=${["image", "lun", "readOnly", "blockSize"]}
    action="Map"
    onCancel=${onClose}
  >
    ${choices.iqn && html`<${Field} form=${form} name="iqn" label="Target" type="select" options=${choices.iqn} />`}
    ${choices.image && html`<${Field} form=${form} name="image" label="Image" type="select" options=${choices.image} />`}
    <${Field}
      form=${form}
      name="lun"
      label="LUN"
      inputmode="numeric"
      hint="Empty: the lowest number that the target never used."
    />
    <${Field} form=${form} name="blockSize" label="Block size" type="select" options=${BLOCKS} />
    ${!snapshot && html`<${Field} form=${form} name="readOnly" type="checkbox" label="Read only" />`}
    ${form.error?.field === "lun" &&
    html`<${Note} tone="warning">
      <${Field} form=${form} name="force" problem="force" type="checkbox" label="Use the number all the same" />
    <//>`}
  <//>`;
}
