// Makes a volume: image, target, LUN and grants in one step; then says what to type on its hosts.
import { html, useState } from "../lib/ui.js";
import { get, path, post } from "../lib/api.js";
import { usePools } from "../lib/pools.js";
import { useResource } from "../lib/resource.js";
import { Lines } from "../ui/copylines.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { Failure, Loading, Note } from "../ui/parts.js";
import { say } from "../ui/toast.js";

/** Windows takes 12 to 16 characters; 6 bits to a character are the 96 that RFC 7143 9.2.1 asks for. */
const SECRET_CHARACTERS = 16;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** What the gateway says instead of a secret, at the end of its line. */
const UNKNOWN = / SECRET$/;

function newSecret() {
  const random = crypto.getRandomValues(new Uint8Array(SECRET_CHARACTERS));
  return [...random].map((it) => ALPHABET[it % ALPHABET.length]).join("");
}

const names = (text) => text.split(/[\s,]+/).filter((it) => it !== "");

export function CreateVolume({ onClose }) {
  const pools = usePools();
  const [made, setMade] = useState(null);
  const form = useForm(
    { name: "", size: "20GiB", pool: pools[0], initiators: "", chap: true },
    async (values) => {
      const name = values.name.trim();
      const initiators = names(values.initiators);
      const secret = values.chap && initiators.length > 0 ? newSecret() : null;
      const body = { name, size: values.size.trim(), pool: values.pool, initiators };
      if (secret) body.chap = { user: name, secret };
      return { volume: await post("/volumes", body), secret };
    },
    (result) => {
      say(`Volume ${result.volume.name} is there.`);
      setMade(result);
    },
  );
  if (made) return html`<${HostLines} name=${made.volume.name} secret=${made.secret} onClose=${onClose} />`;
  return html`<${Dialog} title="Create volume" onClose=${onClose}>
    <${Form}
      form=${form}
      fields=${["name", "size", "pool", "initiators"]}
      action="Create"
      disabled=${form.values.name.trim() === ""}
      onCancel=${onClose}
    >
      <p class="prose">An image, its target, the LUN between them and the grants, all of it or nothing.</p>
      <${Field} form=${form} name="name" label="Name" hint="a-z, 0-9, . and -" />
      <div class="pair">
        <${Field} form=${form} name="size" label="Size" />
        <${Field} form=${form} name="pool" label="Pool" type="select" options=${pools.map((it) => [it, it])} />
      </div>
      <${Field}
        form=${form}
        name="initiators"
        label="Hosts"
        type="textarea"
        hint="The iSCSI name of each, one a line; on Linux it is in /etc/iscsi/initiatorname.iscsi. Empty: nobody yet."
      />
      <${Field}
        form=${form}
        name="chap"
        type="checkbox"
        label="Ask for CHAP with a new secret"
        hint="It is shown once, in the lines for the hosts."
      />
    <//>
  <//>`;
}

/** What to type on the hosts of a volume. */
export function HostLines({ name, secret = null, onClose }) {
  const lines = useResource(() => get(path("volumes", name, "host-lines")), [name]);
  return html`<${Dialog} title="Use ${name} on a host" wide onClose=${onClose}>
    <div class="form-body">
      ${lines.error && html`<${Failure} error=${lines.error} retry=${lines.reload} />`}
      ${!lines.data && !lines.error && html`<${Loading} rows=${6} />`}
      ${secret && html`<${Note} tone="warning" title="The secret is shown this once.">It is in the lines below.<//>`}
      ${lines.data?.items.map(
        (it) => html`<${Lines}
          title=${it.title}
          lines=${it.lines.map((line) => (secret ? line.replace(UNKNOWN, ` ${secret}`) : line))}
        />`,
      )}
    </div>
    <footer class="form-buttons">
      <button type="button" class="primary" data-first onClick=${onClose}>${secret ? "I have kept it" : "Close"}</button>
    </footer>
  <//>`;
}
