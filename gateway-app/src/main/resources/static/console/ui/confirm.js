// Asks before something happens; what destroys data wants its name typed.
import { html } from "../lib/ui.js";
import { Dialog } from "./dialog.js";
import { Field, Form, useForm } from "./form.js";
import { Note } from "./parts.js";

/**
 * @param name to be typed; absent: a press of the button is enough
 * @param run does it; its problems are shown here
 * @param force what force would do, if the gateway refuses without: offers it
 */
export function Confirm({ title, action, name, children, run, force, onDone, onClose }) {
  const form = useForm({ typed: "", force: false }, ({ force: forced }) => run(forced), onDone);
  const ready = name === undefined || form.values.typed === name;
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <${Form} form=${form} fields=${[]} action=${action} danger disabled=${!ready} onCancel=${onClose}>
      <div class="prose">${children}</div>
      ${name !== undefined &&
      html`<${Field}
        form=${form}
        name="typed"
        label=${html`To go on, type <code>${name}</code>`}
        data-first
      />`}
      ${force &&
      form.error?.status === 409 &&
      html`<${Note} tone="warning"><${Field} form=${form} name="force" type="checkbox" label=${force} /><//>`}
    <//>
  <//>`;
}
