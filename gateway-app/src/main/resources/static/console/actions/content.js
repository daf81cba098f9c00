// The content of images: files that become images, and images that become files.
import { html, useRef, useState } from "../lib/ui.js";
import { ApiError, BASE, imagePath, post, remove, request, withQuery } from "../lib/api.js";
import { bytes, imageName, percent } from "../lib/format.js";
import { usePools } from "../lib/pools.js";
import { go, imageLink } from "../lib/router.js";
import { token } from "../lib/token.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { Note } from "../ui/parts.js";
import { say } from "../ui/toast.js";

const SECTOR = 512;
const CREATED = 201;

/** What a browser is asked to hold if it cannot write to a file as the content comes. */
const LARGEST_IN_MEMORY = 2 * 1024 ** 3;

const FORMATS = [
  ["raw", "raw: the bytes of the disk"],
  ["image-v2", "image-v2: with its snapshots, as rbd export writes it"],
];

/** How far a transfer is. */
function Transfer({ what, done, total }) {
  return html`<div class="transfer" role="status">
    <progress max="100" value=${percent(done, total)} aria-label=${what}></progress>
    <span class="numeric">${bytes(done)} of ${bytes(total)}</span>
  </div>`;
}

/** Makes an image of a file of this computer. */
export function ImportImage({ namespace, onClose }) {
  const pools = usePools();
  const upload = useRef(null);
  const [file, setFile] = useState(null);
  const [done, setDone] = useState(null);
  const form = useForm(
    { name: "", pool: pools[0], format: "raw" },
    async (values) => {
      const image = { pool: values.pool, namespace, name: values.name.trim() };
      setDone(0);
      try {
        await fill(image, file, values.format, setDone, upload);
      } finally {
        setDone(null);
      }
      return image;
    },
    (image) => {
      say(`${imageName(image)} is there.`);
      onClose();
      go(imageLink(image));
    },
  );
  const choose = (event) => {
    const [chosen] = event.target.files;
    setFile(chosen ?? null);
    if (chosen && form.values.name === "") form.set("name", chosen.name.replace(/\.[^.]*$/, ""));
  };
  const close = () => {
    upload.current?.abort();
    onClose();
  };
  return html`<${Dialog} title="Import an image" onClose=${close}>
    <${Form}
      form=${form}
      fields=${["name", "pool"]}
      action="Import"
      disabled=${file === null || form.values.name.trim() === ""}
      onCancel=${close}
    >
      <div class="field">
        <label for="import-file">File</label>
        <input id="import-file" type="file" onChange=${choose} aria-describedby="import-hint" />
        <p class="hint" id="import-hint">Raw; for qcow2, vmdk and others: <code>rbdgate import FILE</code></p>
      </div>
      <${Field} form=${form} name="name" label="Name" />
      <${Field} form=${form} name="pool" label="Pool" type="select" options=${pools.map((it) => [it, it])} />
      <${Field} form=${form} name="format" label="Format" type="select" options=${FORMATS} />
      ${done !== null && html`<${Transfer} what="Sent" done=${done} total=${file.size} />`}
    <//>
  <//>`;
}

/** Makes the image that a raw file needs; one that could not be filled is removed again. */
async function fill(image, file, format, told, upload) {
  if (format !== "raw") {
    await send(image, file, format, told, upload);
    return;
  }
  const body = { ...image, size: Math.ceil(file.size / SECTOR) * SECTOR };
  const made = await request("POST", "/images", { body });
  // 200: the same image was there already, with data of its own.
  if (made.status !== CREATED) throw new ApiError(made.status, `${imageName(image)} exists.`, "name");
  try {
    await send(image, file, format, told, upload);
  } catch (failure) {
    await remove(imagePath(image)).catch(() => {});
    throw failure;
  }
}

/** Not by fetch, which does not tell how much was sent. */
function send(image, file, format, told, upload) {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    upload.current = sending;
    sending.upload.onprogress = (event) => told(event.loaded);
    sending.onload = () => {
      if (sending.status < 300) resolve();
      else reject(refusal(sending));
    };
    sending.onerror = () => reject(new ApiError(0, "The gateway has ended the import."));
    sending.onabort = () => reject(new ApiError(0, "The import was stopped."));
    sending.open("PUT", BASE + withQuery(imagePath(image, "content"), { format }));
    sending.setRequestHeader("Authorization", `Bearer ${token()}`);
    sending.setRequestHeader("Content-Type", "application/octet-stream");
    sending.send(file);
  });
}

function refusal(sending) {
  try {
    const problem = JSON.parse(sending.responseText);
    return new ApiError(sending.status, problem.detail ?? problem.title, problem.field);
  } catch {
    return new ApiError(sending.status, `The gateway answered ${sending.status}.`);
  }
}

/** Writes an image, or a snapshot of it, to a file of this computer. */
export function ExportImage({ image, onClose }) {
  const stop = useRef(null);
  const [done, setDone] = useState(null);
  const form = useForm(
    { snapshot: "", format: "raw" },
    async ({ snapshot, format }) => {
      const place = withQuery(imagePath(image, "content"), { format, snapshot });
      const name = `${image.name}${snapshot && `@${snapshot}`}.${format === "raw" ? "raw" : "rbd"}`;
      stop.current = new AbortController();
      setDone(0);
      try {
        await save(place, name, image.sizeBytes, setDone, stop.current.signal);
      } finally {
        setDone(null);
      }
      return name;
    },
    (name) => {
      say(`${name} is written.`);
      onClose();
    },
  );
  const close = () => {
    stop.current?.abort();
    onClose();
  };
  const tooLarge = !window.showSaveFilePicker && image.sizeBytes > LARGEST_IN_MEMORY;
  return html`<${Dialog} title="Export ${imageName(image)}" onClose=${close}>
    <${Form} form=${form} fields=${[]} action="Export" disabled=${tooLarge} onCancel=${close}>
      ${image.snapshots.length > 0 &&
      html`<${Field}
        form=${form}
        name="snapshot"
        label="As of"
        type="select"
        options=${[["", "now"], ...image.snapshots.map((it) => [it, it])]}
      />`}
      <${Field}
        form=${form}
        name="format"
        label="Format"
        type="select"
        options=${form.values.snapshot === "" ? FORMATS : FORMATS.slice(0, 1)}
      />
      ${tooLarge &&
      html`<${Note} tone="warning" title="This browser would hold all of it in memory.">
        From a terminal: <code>rbdgate image export ${imageName(image)} ${image.name}.raw</code>
      <//>`}
      ${done !== null && html`<${Transfer} what="Received" done=${done} total=${image.sizeBytes} />`}
    <//>
  <//>`;
}

/** Straight to a file where the browser can, else by way of its memory. */
async function save(place, name, total, told, signal) {
  const file = await openFile(name);
  const response = await request("GET", place, { signal });
  let received = 0;
  const counted = response.body.pipeThrough(
    new TransformStream({
      transform(piece, out) {
        received += piece.length;
        told(Math.min(received, total));
        out.enqueue(piece);
      },
    }),
  );
  try {
    if (file) {
      await counted.pipeTo(await file.createWritable());
      return;
    }
    offer(await new Response(counted).blob(), name);
  } catch (failure) {
    throw signal.aborted
      ? new ApiError(0, "The export was stopped.")
      : new ApiError(0, `The export ended early: ${failure.message}`);
  }
}

async function openFile(name) {
  if (!window.showSaveFilePicker) return null;
  try {
    return await window.showSaveFilePicker({ suggestedName: name });
  } catch (failure) {
    if (failure.name === "AbortError") throw new ApiError(0, "No file was chosen.");
    return null;
  }
}

function offer(blob, name) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}

/** Copies an image, or a snapshot of it, to an image of its own. */
export function CopyImage({ image, onClose }) {
  const form = useForm(
    { to: `${imageName(image)}-copy`, snapshot: "" },
    ({ to, snapshot }) =>
      post(imagePath(image, "copy"), { to: to.trim(), snapshot: snapshot === "" ? undefined : snapshot }),
    (task) => {
      say(`${imageName(image)} is being copied: task ${task.id}.`);
      onClose();
    },
  );
  return html`<${Dialog} title="Copy ${imageName(image)}" onClose=${onClose}>
    <${Form} form=${form} fields=${["to", "snapshot"]} action="Copy" onCancel=${onClose}>
      <${Field} form=${form} name="to" label="The copy" hint="pool/name, or pool/namespace/name." />
      ${image.snapshots.length > 0 &&
      html`<${Field}
        form=${form}
        name="snapshot"
        label="As of"
        type="select"
        options=${[["", "now"], ...image.snapshots.map((it) => [it, it])]}
      />`}
    <//>
  <//>`;
}
