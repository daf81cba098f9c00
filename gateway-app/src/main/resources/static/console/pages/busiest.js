// Which LUNs are used most, now.
import { html } from "../lib/ui.js";
import { latency, parseImage, perSecond, rate } from "../lib/format.js";
import { imageLink, link } from "../lib/router.js";
import { Card, Empty, Loading } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { shortName } from "./images.js";

/** @param rates what the API answers of the last second */
export function Busiest({ rates }) {
  return html`<${Card} title="Busiest LUNs" flush>
    ${!rates && html`<${Loading} />`}
    ${rates?.luns.length === 0 &&
    html`<${Empty} icon="sessions" title="No I/O">LUNs appear here as soon as hosts read or write.<//>`}
    ${rates?.luns.length > 0 &&
    html`<${Table}
      caption="Busiest LUNs"
      rows=${rates.luns}
      rowKey=${(it) => `${it.target} ${it.lun}`}
      columns=${COLUMNS}
    />`}
  <//>`;
}

const slowest = ({ readP99, writeP99 }) => (readP99 ?? writeP99 ? Math.max(readP99 ?? 0, writeP99 ?? 0) : null);

const COLUMNS = [
  {
    label: "LUN",
    main: true,
    value: (it) =>
      it.image
        ? html`<a href=${imageLink(parseImage(it.image))}>${it.image}</a>`
        : html`<a href=${link("targets", it.target)}>${shortName(it.target)} · ${it.lun}</a>`,
  },
  { label: "IOPS", numeric: true, value: (it) => perSecond(it.rate.operations) },
  { label: "Read", numeric: true, value: (it) => rate(it.rate.readBytes) },
  { label: "Write", numeric: true, value: (it) => rate(it.rate.writtenBytes) },
  { label: "p99", numeric: true, value: (it) => latency(slowest(it.rate)) },
];
