// Snapshots of an image on a line of time, with the clones that were made of each.
import { html, useState } from "../lib/ui.js";
import { all, get, imagePath } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { bytes, imageName, moment, parseImage, since } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { imageLink, link } from "../lib/router.js";
import { CreateSnapshot, SnapshotActions } from "../actions/snapshotactions.js";
import { Icon } from "../ui/icons.js";
import { Badge, Card, Empty, Failure, Loading } from "../ui/parts.js";
import { shortName } from "./images.js";

/** Clones that are asked which snapshot is theirs. */
const CLONES = 100;

export function Snapshots({ image }) {
  const may = useMay();
  const [creating, setCreating] = useState(false);
  const tree = useResource(() => load(image), [imageName(image)], { topics: ["snapshot", "image", "lun"] });
  const create =
    may("snapshot.create") &&
    html`<button type="button" class="primary" onClick=${() => setCreating(true)}>
      <${Icon} name="snapshot" /> Take snapshot
    </button>`;
  return html`<${Card} title="Snapshots and clones" actions=${tree.data?.snapshots.length > 0 && create}>
      ${tree.error && html`<${Failure} error=${tree.error} retry=${tree.reload} />`}
      ${!tree.data && !tree.error && html`<${Loading} />`}
      ${tree.data &&
      (tree.data.snapshots.length === 0 && !image.parent
        ? html`<${Empty} icon="snapshot" title="No snapshots" action=${create}>
            A snapshot keeps the image as it is now, takes no space until something is changed, and can be
            taken while hosts write.
          <//>`
        : html`<${Tree} image=${image} tree=${tree.data} />`)}
    <//>
    ${creating && html`<${CreateSnapshot} image=${image} onClose=${() => setCreating(false)} />`}`;
}

/** The snapshots, oldest first, and the clones by the name of their snapshot. */
async function load(image) {
  const [snapshots, children] = await Promise.all([
    all(imagePath(image, "snapshots")),
    all(imagePath(image, "children")),
  ]);
  const clones = await Promise.all(
    children.slice(0, CLONES).map(async (it) => {
      const clone = parseImage(it.image);
      const info = await get(imagePath(clone)).catch(() => null);
      return { ...clone, of: info?.parent ? parseImage(info.parent).snapshot : undefined };
    }),
  );
  return { snapshots, clones, more: Math.max(0, children.length - CLONES) };
}

function Tree({ image, tree }) {
  const parent = image.parent && parseImage(image.parent);
  return html`<ol class="line">
    ${parent &&
    html`<li class="node parent">
      <i></i>
      <div>
        <b><a href=${imageLink(parent, "snapshots")}>${image.parent}</a></b>
        <span class="muted">is what this clone was made of</span>
      </div>
    </li>`}
    ${tree.snapshots.map(
      (it) => html`<${Node}
        key=${it.id}
        image=${image}
        snapshot=${it}
        clones=${tree.clones.filter((clone) => clone.of === it.name)}
      />`,
    )}
    <li class="node head">
      <i></i>
      <div><b>now</b> <span class="muted">what hosts read and write</span></div>
    </li>
  </ol>
  ${tree.more > 0 && html`<p class="muted">${tree.more} more clones are not shown.</p>`}`;
}

function Node({ image, snapshot, clones }) {
  return html`<li class="node" data-snapshot=${snapshot.name}>
    <i></i>
    <div>
      <div class="node-head">
        <b>${snapshot.name}</b>
        ${snapshot.protected && html`<${Badge}><${Icon} name="lock" size=${12} /> protected<//>`}
        <span class="muted" title=${moment(snapshot.created)}>${since(snapshot.created)}</span>
        <span class="muted">${bytes(snapshot.sizeBytes)}</span>
        ${snapshot.luns.map(
          (at) => html`<a class="chip" href=${link("targets", at.target)}>${shortName(at.target)} · ${at.lun}</a>`,
        )}
        <${SnapshotActions} image=${image} snapshot=${snapshot} />
      </div>
      ${clones.length > 0 &&
      html`<ul class="clones">
        ${clones.map(
          (it) => html`<li><${Icon} name="clone" size=${14} /> <a href=${imageLink(it)}>${imageName(it)}</a></li>`,
        )}
      </ul>`}
    </div>
  </li>`;
}
