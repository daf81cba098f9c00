// Which objects of an image exist, and which were changed since its last snapshot.
import { html, useState } from "../lib/ui.js";
import { get, imagePath, post, withQuery } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { bytes, imageName, number, percent } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { counts, ObjectGrid, STATES } from "../ui/objectgrid.js";
import { Card, Failure, Loading, Note } from "../ui/parts.js";
import { say } from "../ui/toast.js";

const POLL = 3000;

export function ObjectMap({ image }) {
  const [snapshot, setSnapshot] = useState("");
  const map = useResource(
    () => get(withQuery(imagePath(image, "object-map"), { snapshot })),
    [imageName(image), snapshot],
    { topics: ["image", "snapshot", "object-map"], every: snapshot === "" ? POLL : 0 },
  );
  const choice =
    image.snapshots.length > 0 &&
    html`<label class="inline">
      As of
      <select onChange=${(event) => setSnapshot(event.target.value)}>
        <option value="">now</option>
        ${image.snapshots.map((it) => html`<option value=${it}>${it}</option>`)}
      </select>
    </label>`;
  return html`<${Card} title="Objects" actions=${choice}>
    ${map.error && html`<${Failure} error=${map.error} retry=${map.reload} />`}
    ${!map.data && !map.error && html`<${Loading} rows=${4} />`}
    ${map.data && html`<${Shown} image=${image} map=${map.data} />`}
  <//>`;
}

function Shown({ image, map }) {
  const hasSnapshots = image.snapshots.length > 0;
  const sums = counts(map);
  const label = (state) =>
    state.name === "exists" && hasSnapshots && map.fastDiffValid
      ? "changed since the snapshot before"
      : state.label;
  return html`${!map.valid && html`<${Invalid} image=${image} />`}
    <ul class="legend">
      ${STATES.filter((it) => sums[it.name] > 0 || it.name === "exists" || it.name === "nonexistent").map(
        (it) => html`<li data-state=${it.name}>
          <i class="swatch ${it.color}"></i> ${label(it)}
          <b>${number(sums[it.name])}</b>
          <span class="muted">${percent(sums[it.name], map.objects)} %</span>
        </li>`,
      )}
    </ul>
    <${ObjectGrid} map=${map} objectBytes=${image.objectSizeBytes} />
    ${hasSnapshots &&
    map.fastDiffValid &&
    html`<p class="muted">
      ${bytes(sums.exists * image.objectSizeBytes)} at most were changed since the snapshot before.
    </p>`}`;
}

function Invalid({ image }) {
  const may = useMay();
  const rebuild = async () => {
    try {
      await post(imagePath(image, "object-map", "rebuild"));
      say("The object map is being made anew.");
    } catch (failure) {
      say(failure.message);
    }
  };
  return html`<${Note} tone="warning" title="This map may not be believed.">
    <span>Another client has written without keeping it, or it was lost.</span>
    ${may("object-map.rebuild") && html`<button class="link" onClick=${rebuild}>Make it anew from the objects</button>`}
  <//>`;
}
