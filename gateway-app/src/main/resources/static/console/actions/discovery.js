// Who has to prove what before targets are told by name: CHAP of discovery sessions.
import { html, useState } from "../lib/ui.js";
import { get, put } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { useResource } from "../lib/resource.js";
import { Dialog } from "../ui/dialog.js";
import { ChapFields, chapValues, credentials } from "../ui/chapfields.js";
import { Form, useForm } from "../ui/form.js";
import { Badge, Card, Facts, Failure } from "../ui/parts.js";
import { say } from "../ui/toast.js";

const PLACE = "/discovery-auth";

export function Discovery() {
  const may = useMay();
  const [editing, setEditing] = useState(false);
  const auth = useResource(() => get(PLACE), [], { topics: ["discovery-auth"] });
  const edit =
    may("discovery-auth.set") && html`<button type="button" onClick=${() => setEditing(true)}>Change</button>`;
  return html`<${Card} title="Discovery" actions=${auth.data && edit}>
      ${auth.error && html`<${Failure} error=${auth.error} retry=${auth.reload} />`}
      ${auth.data &&
      html`<${Facts}
        items=${[
          [
            "CHAP",
            auth.data.chap
              ? html`<${Badge} tone="ok">${auth.data.mutualChap ? "mutual" : "one-way"}<//> ${auth.data.chap.user}`
              : html`<${Badge}>none<//> <span class="muted">each initiator is told only what it is granted</span>`,
          ],
        ]}
      />`}
    <//>
    ${editing &&
    html`<${EditDiscovery} auth=${auth.data} onDone=${auth.reload} onClose=${() => setEditing(false)} />`}`;
}

function EditDiscovery({ auth, onDone, onClose }) {
  const form = useForm(
    chapValues(auth),
    (values) => put(PLACE, credentials(values)),
    () => {
      say("Discovery is changed.");
      onClose();
      onDone();
    },
  );
  return html`<${Dialog} title="CHAP for discovery" onClose=${onClose}>
    <${Form}
      form=${form}
      fields=${["chap.user", "chap.secret", "mutualChap.user", "mutualChap.secret"]}
      action="Save"
      onCancel=${onClose}
    >
      <${ChapFields} form=${form} />
    <//>
  <//>`;
}
