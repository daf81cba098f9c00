// Limits of a LUN, or of an initiator at a target: operations and bytes a second.
import { html } from "../lib/ui.js";
import { patch } from "../lib/api.js";
import { exactBytes } from "../lib/format.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { say } from "../ui/toast.js";

const FIELDS = ["readIops", "writeIops", "readBytes", "writeBytes", "burstSeconds"];

/**
 * @param of whose limits they are, for people
 * @param place of the LUN or the grant
 * @param note what they hold for
 */
export function EditLimits({ of, place, limits, note, onClose }) {
  const form = useForm(
    Object.fromEntries(FIELDS.map((it) => [it, shown(it, limits?.[it])])),
    (values) => patch(place, { limits: change(values) }),
    (after) => {
      say(after.limits ? `${of} is limited now.` : `${of} has no limits now.`);
      onClose();
    },
  );
  return html`<${Dialog} title="Limits of ${of}" onClose=${onClose}>
    <${Form} form=${form} fields=${FIELDS.map((it) => `limits.${it}`)} action="Save" onCancel=${onClose}>
      <p class="prose">${note} What is empty is not limited. A change holds at once.</p>
      <div class="pair">
        <${Rate} form=${form} name="readIops" label="Reads a second" />
        <${Rate} form=${form} name="writeIops" label="Writes a second" />
        <${Rate} form=${form} name="readBytes" label="Read a second" placeholder="100MiB" />
        <${Rate} form=${form} name="writeBytes" label="Written a second" placeholder="100MiB" />
      </div>
      <${Rate}
        form=${form}
        name="burstSeconds"
        label="Burst, in seconds"
        hint="How long what was not used may be made up for: 0.01 to 60."
      />
    <//>
  <//>`;
}

function Rate({ form, name, ...rest }) {
  return html`<${Field} form=${form} name=${name} problem="limits.${name}" inputmode="text" ...${rest} />`;
}

function shown(name, value) {
  if (value === null || value === undefined) return "";
  return name.endsWith("Bytes") ? exactBytes(value) : String(value);
}

/** Null where a field is empty, which takes a limit away; null for all of them if none is left. */
function change(values) {
  const typed = Object.entries(values).map(([name, text]) => [name, value(name, text.trim())]);
  const limited = typed.some(([name, it]) => name !== "burstSeconds" && it !== null);
  return limited ? Object.fromEntries(typed) : null;
}

function value(name, text) {
  if (text === "") return null;
  return name.endsWith("Bytes") || Number.isNaN(Number(text)) ? text : Number(text);
}
