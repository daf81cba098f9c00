// Tokens for people and programs, each with a role.
import { html, useState } from "../lib/ui.js";
import { all, path, post, remove } from "../lib/api.js";
import { moment } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { Confirm } from "../ui/confirm.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { Icon } from "../ui/icons.js";
import { Badge, Card, Empty, Failure, Loading, Note, PageHead } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { say } from "../ui/toast.js";

const DAY = 24 * 60 * 60 * 1000;

const ROLES = [
  ["viewer", "viewer: looks, and changes nothing"],
  ["operator", "operator: runs the storage"],
  ["admin", "admin: everything"],
];

const LIVES = [
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "a year"],
  ["", "for ever"],
];

export function Tokens() {
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState(null);
  const tokens = useResource(() => all("/tokens"), []);
  const create = html`<button type="button" class="primary" onClick=${() => setCreating(true)}>
    <${Icon} name="plus" /> Create token
  </button>`;
  return html`<${PageHead} title="API tokens" note="For people and programs, each with a role of its own.">${create}<//>
    <${Card} flush>
      ${tokens.error && html`<${Failure} error=${tokens.error} retry=${tokens.reload} />`}
      ${!tokens.data && !tokens.error && html`<${Loading} />`}
      ${tokens.data?.length === 0 &&
      html`<${Empty} icon="tokens" title="Only the admin's token" action=${create}>
        Give each person and program a token of its own, which can do no more than it must.
      <//>`}
      ${tokens.data?.length > 0 &&
      html`<${Table} caption="API tokens" rows=${tokens.data} rowKey=${(it) => it.name} columns=${columns(setRevoking)} />`}
    <//>
    ${creating && html`<${CreateToken} onDone=${tokens.reload} onClose=${() => setCreating(false)} />`}
    ${revoking &&
    html`<${Confirm}
      title="Revoke the token ${revoking.name}"
      action="Revoke"
      name=${revoking.name}
      run=${() => remove(path("tokens", revoking.name))}
      onDone=${() => {
        say(`The token ${revoking.name} is not taken any more.`);
        setRevoking(null);
        tokens.reload();
      }}
      onClose=${() => setRevoking(null)}
    >
      <p>Whoever uses it is refused from now on.</p>
    <//>`}`;
}

function columns(revoke) {
  return [
    { label: "Name", main: true, value: (it) => it.name },
    { label: "Role", value: (it) => html`<${Badge}>${it.role}<//>` },
    { label: "Created", value: (it) => moment(it.createdAt) },
    { label: "By", value: (it) => it.createdBy },
    {
      label: "Expires",
      value: (it) => (it.expired ? html`<${Badge} tone="critical">expired<//>` : it.expires ? moment(it.expires) : "never"),
    },
    {
      label: "Actions",
      hideLabel: true,
      value: (it) =>
        html`<button type="button" class="small" aria-label="Revoke ${it.name}" onClick=${() => revoke(it)}>Revoke</button>`,
    },
  ];
}

function CreateToken({ onDone, onClose }) {
  const [made, setMade] = useState(null);
  const form = useForm(
    { name: "", role: "viewer", days: "90" },
    ({ name, role, days }) =>
      post("/tokens", {
        name: name.trim(),
        role,
        expires: days === "" ? undefined : new Date(Date.now() + Number(days) * DAY).toISOString(),
      }),
    (token) => {
      setMade(token);
      onDone();
    },
  );
  if (made) {
    return html`<${Dialog} title="The token ${made.name}" onClose=${onClose}>
      <div class="form-body">
        <${Note} tone="warning" title="This is the only time that it is shown.">Keep it where secrets are kept.<//>
        <pre tabindex="0"><code data-secret>${made.token}</code></pre>
      </div>
      <footer class="form-buttons"><button type="button" class="primary" data-first onClick=${onClose}>I have kept it</button></footer>
    <//>`;
  }
  return html`<${Dialog} title="Create token" onClose=${onClose}>
    <${Form}
      form=${form}
      fields=${["name", "role", "expires"]}
      action="Create"
      disabled=${form.values.name.trim() === ""}
      onCancel=${onClose}
    >
      <${Field} form=${form} name="name" label="Name" hint="Of the person or program that will use it." />
      <${Field} form=${form} name="role" label="Role" type="select" options=${ROLES} />
      <${Field} form=${form} name="days" problem="expires" label="Valid for" type="select" options=${LIVES} />
    <//>
  <//>`;
}
