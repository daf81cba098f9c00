// A target's alias, its portals, and where it sends initiators instead.
import { html, useState } from "../lib/ui.js";
import { patch, path } from "../lib/api.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { Icon } from "../ui/icons.js";
import { say } from "../ui/toast.js";

const PORT = 3260;
const PARTS = ["address", "port", "group", "advertise"];

/** The fields of portals are those of a flat form, by number. */
const at = (number, part) => `portals[${number}].${part}`;

export function EditTarget({ iqn, target, onClose }) {
  const [count, setCount] = useState(target.portals.length);
  const form = useForm(
    {
      alias: target.alias,
      redirect: target.redirect === null ? "" : `${target.redirect.address}:${target.redirect.port}`,
      permanent: target.redirect?.permanent ?? false,
      ...Object.fromEntries(
        target.portals.flatMap((portal, number) =>
          PARTS.map((part) => [at(number, part), String(portal[part] ?? "")]),
        ),
      ),
    },
    (values) => patch(path("targets", iqn), change(values, count)),
    () => {
      say("The target is changed.");
      onClose();
    },
  );
  const add = () => {
    form.set(at(count, "address"), "");
    form.set(at(count, "port"), String(PORT));
    form.set(at(count, "group"), String(count + 1));
    form.set(at(count, "advertise"), "");
    setCount(count + 1);
  };
  const numbers = Array.from({ length: count }, (_, number) => number);
  return html`<${Dialog} title="Edit the target" wide onClose=${onClose}>
    <${Form}
      form=${form}
      fields=${["alias", "redirect", ...numbers.flatMap((it) => PARTS.map((part) => at(it, part)))]}
      action="Save"
      onCancel=${onClose}
    >
      <${Field} form=${form} name="alias" label="Alias" hint="For people; may stay empty." />
      ${numbers.map((it) => html`<${PortalFields} form=${form} number=${it} />`)}
      <div>
        <button type="button" onClick=${add}><${Icon} name="plus" /> Add a portal</button>
        <p class="hint">
          Without portals the target is where the gateway listens; one without an address is left out. Each
          group is a path for multipath.
        </p>
      </div>
      <${Field}
        form=${form}
        name="redirect"
        label="Send initiators to"
        placeholder="10.0.0.2:3260"
        hint="Another portal that they log in to instead. Empty: they stay here."
      />
      ${form.values.redirect.trim() !== "" &&
      html`<${Field} form=${form} name="permanent" type="checkbox" label="For good: they remember it" />`}
    <//>
  <//>`;
}

function PortalFields({ form, number }) {
  const field = (part, label, rest) =>
    html`<${Field} form=${form} name=${at(number, part)} label=${label} ...${rest} />`;
  return html`<fieldset class="portal">
    <legend>Portal ${number + 1}</legend>
    ${field("address", "Address")} ${field("port", "Port", { inputmode: "numeric" })}
    ${field("group", "Group", { inputmode: "numeric" })}
    ${field("advertise", "Told to initiators as", { placeholder: "the same" })}
  </fieldset>`;
}

/** What is empty is left to the gateway. */
function change(values, count) {
  const portals = [];
  for (let number = 0; number < count; number += 1) {
    const text = (part) => values[at(number, part)].trim();
    if (text("address") === "") continue;
    portals.push({
      address: text("address"),
      port: numeric(text("port")),
      group: numeric(text("group")),
      advertise: text("advertise") || undefined,
    });
  }
  return { alias: values.alias.trim(), portals, redirect: redirect(values) };
}

/** A number as one; what is none is sent as it is, for the gateway to refuse. */
function numeric(text) {
  if (text === "") return undefined;
  return /^\d+$/.test(text) ? Number(text) : text;
}

function redirect({ redirect: text, permanent }) {
  const place = text.trim();
  if (place === "") return null;
  const [, address, port] = /^(.*?)(?::(\d+))?$/.exec(place);
  return { address, port: numeric(port ?? ""), permanent };
}
