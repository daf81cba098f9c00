// One image: what it is, its snapshots and clones, its objects.
import { html, useEffect, useRef } from "../lib/ui.js";
import { get, imagePath } from "../lib/api.js";
import { bytes, imageName, moment, number } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { go, imageLink, link } from "../lib/router.js";
import { ImageActions } from "../actions/imageactions.js";
import { Badge, Card, Facts, Failure, Loading, Meter, PageHead } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { shortName } from "./images.js";
import { ObjectMap } from "./objectmap.js";
import { Properties } from "./properties.js";
import { Snapshots } from "./snapshots.js";

export function ImagePage({ image, tab = "overview" }) {
  const info = useResource(() => get(imagePath(image)), [imageName(image)], {
    topics: ["image", "snapshot", "lun", "task", "trash"],
  });
  const above = html`<a href=${link("images")}>Images</a>`;
  if (info.error?.status === 404 || (info.error && !info.data)) {
    return html`<${PageHead} title=${image.name} above=${above} />
      <${Failure} error=${info.error} retry=${info.reload} />`;
  }
  if (!info.data) return html`<${PageHead} title=${image.name} above=${above} /><${Loading} rows=${6} />`;
  const { data } = info;
  const tabs = [
    ["overview", "Overview"],
    ["snapshots", `Snapshots (${data.snapshots.length})`],
    ["map", "Object map"],
    ["properties", "Properties"],
  ];
  return html`<${PageHead} title=${imageName(data)} above=${above}>
      <${ImageActions} image=${data} onRenamed=${(name) => go(imageLink({ ...image, name }, tab))} />
    <//>
    <${Tabs} image=${image} tabs=${tabs} tab=${tab} />
    ${tab === "overview" && html`<${Overview} image=${data} />`}
    ${tab === "snapshots" && html`<${Snapshots} image=${data} />`}
    ${tab === "map" && html`<${ObjectMap} image=${data} />`}
    ${tab === "properties" && html`<${Properties} image=${data} />`}`;
}

/** The parts of the page; where they do not fit, the present one is brought into view. */
function Tabs({ image, tabs, tab }) {
  const place = useRef();
  useEffect(() => {
    const here = place.current.querySelector("[aria-current]");
    if (here) place.current.scrollLeft = here.offsetLeft - place.current.offsetLeft;
  }, [tab]);
  return html`<nav class="tabs" aria-label="About this image" ref=${place}>
    ${tabs.map(
      ([key, label]) => html`<a href=${imageLink(image, key)} aria-current=${key === tab ? "page" : undefined}>
        ${label}
      </a>`,
    )}
  </nav>`;
}

function Overview({ image }) {
  return html`<div class="columns">
    <${Card} title="Space">
      <p class="big">${bytes(image.usedBytes)} <span class="muted">in use of ${bytes(image.sizeBytes)}</span></p>
      <${Meter} value=${image.usedBytes} max=${image.sizeBytes} label="Part of the image that is in use" />
      <${Facts}
        items=${[
          ["Size", `${bytes(image.sizeBytes)} (${number(image.sizeBytes)} bytes)`],
          ["Objects", `of ${bytes(image.objectSizeBytes)}`],
          ["Stripes", image.stripeCount === 1 ? "none" : `${image.stripeCount} × ${bytes(image.stripeUnitBytes)}`],
          ["Pool for data", image.dataPool ?? image.pool],
        ]}
      />
    <//>
    <${Card} title="Identity">
      <${Facts}
        items=${[
          ["Id", html`<code>${image.id}</code>`],
          ["Created", moment(image.created)],
          ["Parent", image.parent],
          ["Format", image.format],
          ["Features", image.features.map((it) => html`<${Badge}>${it}<//> `)],
          ["Lock", image.lockOwner ? html`<code>${image.lockOwner}</code>` : "nobody"],
        ]}
      />
    <//>
  </div>
  <${Mapped} luns=${image.luns} />`;
}

function Mapped({ luns }) {
  return html`<${Card} title="Mapped as" flush=${luns.length > 0}>
    ${luns.length === 0
      ? html`<p class="muted">No LUN shows this image. Map it, and grant the target to an initiator.</p>`
      : html`<${Table}
          caption="LUNs that show this image"
          rows=${luns}
          rowKey=${(it) => `${it.target} ${it.lun}`}
          columns=${[
            {
              label: "Target",
              main: true,
              value: (it) => html`<a href=${link("targets", it.target)} title=${it.target}>${shortName(it.target)}</a>`,
            },
            { label: "LUN", numeric: true, value: (it) => it.lun },
            { label: "Access", value: (it) => (it.readOnly ? "read only" : "read and write") },
          ]}
        />`}
  <//>`;
}
