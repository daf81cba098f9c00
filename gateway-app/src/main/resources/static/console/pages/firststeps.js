// For a gateway that serves nothing yet: what to do, in order.
import { html } from "../lib/ui.js";
import { useMay } from "../lib/caller.js";
import { link } from "../lib/router.js";
import { Card } from "../ui/parts.js";

export function FirstSteps() {
  const may = useMay();
  return html`<${Card} title="Serve your first volume">
    <ol class="steps">
      <li><a href=${link("images")}>Create an image</a>: the blocks, striped over objects.</li>
      <li><a href=${link("targets")}>Create a target</a>, map the image to it as a LUN, and grant it to an initiator.</li>
      <li>Log in from the host: the target's page has the commands.</li>
    </ol>
    ${!may("image.create") && html`<p class="muted">Your token may look only; this takes an operator's.</p>`}
  <//>`;
}
