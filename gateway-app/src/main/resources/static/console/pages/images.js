// Every image: by name, how large, how full, who sees it.
import { html, useState } from "../lib/ui.js";
import { get, withQuery } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { bytes, imageName, number } from "../lib/format.js";
import { useAllNamespaces } from "../lib/pools.js";
import { useResource } from "../lib/resource.js";
import { imageLink, link } from "../lib/router.js";
import { ImportImage } from "../actions/content.js";
import { CreateImage } from "../actions/createimage.js";
import { Icon } from "../ui/icons.js";
import { Badge, Card, Empty, Failure, Loading, Meter, PageHead } from "../ui/parts.js";
import { Table } from "../ui/table.js";

const PAGE = 100;
const NO_NAMESPACE = "";

export function Images() {
  const may = useMay();
  const [wanted, setWanted] = useState(PAGE);
  const [namespace, setNamespace] = useState(NO_NAMESPACE);
  const [filter, setFilter] = useState("");
  const [creating, setCreating] = useState(false);
  const [importing, setImporting] = useState(false);
  const namespaces = useAllNamespaces();
  const images = useResource(() => some(namespace, wanted), [namespace, wanted], {
    topics: ["image", "lun", "trash", "snapshot"],
  });
  const create =
    may("image.create") &&
    html`<button type="button" class="primary" onClick=${() => setCreating(true)}>
      <${Icon} name="plus" /> Create image
    </button>`;
  const bring =
    may("image.import") &&
    html`<button type="button" onClick=${() => setImporting(true)}>Import</button>`;
  const shown = (images.data?.items ?? []).filter((it) => imageName(it).includes(filter.trim()));
  return html`<${PageHead} title="Images" note="Block devices, striped over objects.">${bring}${create}<//>
    <${Card} flush>
      <div class="toolbar">
        <input
          type="search"
          aria-label="Filter by name"
          placeholder="Filter by name"
          value=${filter}
          onInput=${(event) => setFilter(event.target.value)}
        />
        ${namespaces.length > 0 &&
        html`<select
          aria-label="Namespace"
          onChange=${(event) => setNamespace(event.target.value)}
        >
          <option value="">default namespace</option>
          ${namespaces.map((it) => html`<option value=${it}>${it}</option>`)}
        </select>`}
        <span class="muted stretch-end">
          ${images.data && `${number(shown.length)} of ${number(images.data.items.length)}${images.data.next ? "+" : ""}`}
        </span>
      </div>
      ${images.error && html`<${Failure} error=${images.error} retry=${images.reload} />`}
      ${!images.data && !images.error && html`<${Loading} rows=${5} />`}
      ${images.data && list(shown, images.data.items.length, filter, create)}
      ${images.data?.next &&
      html`<div class="more">
        <button type="button" onClick=${() => setWanted(wanted + PAGE)}>Show ${PAGE} more</button>
      </div>`}
    <//>
    ${importing && html`<${ImportImage} namespace=${namespace} onClose=${() => setImporting(false)} />`}
    ${creating && html`<${CreateImage} namespace=${namespace} onClose=${() => setCreating(false)} />`}`;
}

/** The first images of a namespace, page by page. */
async function some(namespace, wanted) {
  const items = [];
  let next = null;
  do {
    const limit = Math.min(PAGE, wanted - items.length);
    const page = await get(withQuery("/images", { namespace, limit, after: next }));
    items.push(...page.items);
    next = page.next;
  } while (next !== null && items.length < wanted);
  return { items, next };
}

function list(images, all, filter, create) {
  if (all === 0) {
    return html`<${Empty} icon="images" title="No images yet" action=${create}>
      An image is a disk that hosts can use once it is mapped to a target.
    <//>`;
  }
  if (images.length === 0) {
    return html`<${Empty} icon="images" title="Nothing fits">No name has “${filter}” in it.<//>`;
  }
  return html`<${Table} caption="Images" rows=${images} rowKey=${imageName} columns=${COLUMNS} />`;
}

const COLUMNS = [
  {
    label: "Name",
    main: true,
    value: (it) => html`<a href=${imageLink(it)}>${imageName(it)}</a>`,
  },
  { label: "Size", numeric: true, value: (it) => bytes(it.sizeBytes) },
  {
    label: "In use",
    numeric: true,
    value: (it) => html`<span class="with-meter">
      ${bytes(it.usedBytes)}
      <${Meter} value=${it.usedBytes} max=${it.sizeBytes} label="Part of the image that is in use" />
    </span>`,
  },
  { label: "Snapshots", numeric: true, value: (it) => number(it.snapshots.length) },
  { label: "Parent", value: (it) => it.parent ?? html`<span class="muted">–</span>` },
  {
    label: "LUNs",
    value: (it) =>
      it.luns.length === 0
        ? html`<${Badge}>not mapped<//>`
        : it.luns.map(
            (at) => html`<a class="chip" href=${link("targets", at.target)}>${shortName(at.target)} · ${at.lun}</a> `,
          ),
  },
];

/** The part of a target's name that tells it from others. */
export function shortName(iqn) {
  const colon = iqn.indexOf(":");
  return colon < 0 ? iqn : iqn.slice(colon + 1);
}
