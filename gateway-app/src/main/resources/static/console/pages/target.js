// One target: its LUNs, who may log in, who has, and how.
import { html, useState } from "../lib/ui.js";
import { all, get, path, remove } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { useResource } from "../lib/resource.js";
import { go, link } from "../lib/router.js";
import { EditTarget } from "../actions/edittarget.js";
import { MapToTarget } from "../actions/mapimage.js";
import { Confirm } from "../ui/confirm.js";
import { Card, Empty, Facts, Failure, Loading, PageHead } from "../ui/parts.js";
import { say } from "../ui/toast.js";
import { Connect } from "./connect.js";
import { Grants } from "./grants.js";
import { shortName } from "./images.js";
import { LunTable } from "./luns.js";
import { SessionTable } from "./sessions.js";

export function TargetPage({ iqn }) {
  const may = useMay();
  const [shown, setShown] = useState(null);
  const target = useResource(() => get(path("targets", iqn)), [iqn], { topics: ["target", "lun", "health", "image"] });
  const sessions = useResource(() => all("/sessions"), [], { topics: ["session"] });
  const above = html`<a href=${link("targets")}>Targets</a>`;
  if (target.error && (!target.data || target.error.status === 404)) {
    return html`<${PageHead} title=${shortName(iqn)} above=${above} /><${Failure} error=${target.error} />`;
  }
  if (!target.data) return html`<${PageHead} title=${shortName(iqn)} above=${above} /><${Loading} rows=${5} />`;
  const { data } = target;
  const here = (sessions.data ?? []).filter((it) => it.target === iqn);
  const map =
    may("lun.create") &&
    html`<button type="button" class="primary" onClick=${() => setShown("map")}>Map an image</button>`;
  return html`<${PageHead} title=${shortName(iqn)} above=${above} note=${html`<code>${iqn}</code>`}>
      ${may("target.set") &&
      html`<button type="button" onClick=${() => setShown("edit")}>Edit</button>`}
      ${may("target.delete") &&
      html`<button type="button" class="danger-text" onClick=${() => setShown("delete")}>Delete target</button>`}
    <//>
    <${Card} title="LUNs" flush actions=${data.luns.length > 0 && map}>
      ${data.luns.length === 0
        ? html`<${Empty} icon="images" title="No LUNs" action=${map}>Hosts that log in find nothing here yet.<//>`
        : html`<${LunTable} iqn=${iqn} luns=${data.luns} />`}
    <//>
    <${Grants} iqn=${iqn} luns=${data.luns} />
    <${Card} title="Sessions" flush>
      ${here.length === 0
        ? html`<${Empty} icon="sessions" title="Nobody is logged in">The commands below do it from a Linux host.<//>`
        : html`<${SessionTable} sessions=${here} />`}
    <//>
    <div class="columns">
      <${Connect} iqn=${iqn} target=${data} />
      <${Card} title="Portals">
        <${Facts}
          items=${[
            ["Alias", data.alias],
            [
              "Portals",
              data.portals.length === 0
                ? "where the gateway listens"
                : data.portals.map((it) => html`<code>${it.address}:${it.port}</code> group ${it.group} `),
            ],
            data.redirect && [
              "Redirects to",
              html`<code>${data.redirect.address}:${data.redirect.port}</code> ${data.redirect.permanent ? "for good" : "for now"}`,
            ],
          ]}
        />
      <//>
    </div>
    ${shown === "map" && html`<${MapToTarget} iqn=${iqn} onClose=${() => setShown(null)} />`}
    ${shown === "edit" && html`<${EditTarget} iqn=${iqn} target=${data} onClose=${() => setShown(null)} />`}
    ${shown === "delete" &&
    html`<${Confirm}
      title="Delete the target ${shortName(iqn)}"
      action="Delete target"
      name=${shortName(iqn)}
      run=${() => remove(path("targets", iqn))}
      onDone=${() => {
        say(`Target ${iqn} is deleted.`);
        go(link("targets"));
      }}
      onClose=${() => setShown(null)}
    >
      <p>Its LUNs and grants go with it, and hosts lose their disks at once. The images stay.</p>
    <//>`}`;
}
