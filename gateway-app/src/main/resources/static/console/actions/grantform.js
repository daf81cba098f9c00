// Grants a target to an initiator, or changes a grant.
import { html } from "../lib/ui.js";
import { patch, path, post } from "../lib/api.js";
import { ChapFields, chapValues, credentials } from "../ui/chapfields.js";
import { Dialog } from "../ui/dialog.js";
import { Field, Form, useForm } from "../ui/form.js";
import { say } from "../ui/toast.js";

const FIELDS = ["initiator", "addresses", "luns", "chap.user", "chap.secret", "mutualChap.user", "mutualChap.secret"];

/** @param grant what there is; without an initiator: a new one */
export function GrantForm({ iqn, grant, onClose }) {
  const isNew = grant.initiator === undefined;
  const form = useForm(
    {
      initiator: grant.initiator ?? "",
      addresses: (grant.addresses ?? []).join(", "),
      luns: grant.luns === undefined || grant.luns === "all" ? "" : grant.luns.join(", "),
      ...chapValues(grant),
    },
    (values) => send(iqn, isNew, values),
    (after) => {
      say(isNew ? `Granted to ${after.initiator}.` : `The grant of ${after.initiator} is changed.`);
      onClose();
    },
  );
  return html`<${Dialog} title=${isNew ? "Grant to an initiator" : "Edit the grant"} onClose=${onClose}>
    <${Form}
      form=${form}
      fields=${FIELDS}
      action=${isNew ? "Grant" : "Save"}
      disabled=${form.values.initiator.trim() === ""}
      onCancel=${onClose}
    >
      <${Field}
        form=${form}
        name="initiator"
        label="Initiator name"
        readonly=${!isNew}
        hint="On Linux it is in /etc/iscsi/initiatorname.iscsi. An asterisk grants it to every name."
      />
      <${Field}
        form=${form}
        name="addresses"
        label="From addresses"
        hint="Such as 10.0.0.0/24, with commas between. Empty: from anywhere."
      />
      <${Field} form=${form} name="luns" label="LUNs" hint="Numbers with commas between. Empty: all." />
      <${ChapFields} form=${form} />
    <//>
  <//>`;
}

const list = (text) => text.split(",").map((it) => it.trim()).filter((it) => it !== "");

/** A changed grant leaves its credentials alone unless new ones are typed, or none are chosen. */
function send(iqn, isNew, values) {
  const numbers = list(values.luns);
  const body = {
    addresses: list(values.addresses),
    luns: numbers.length === 0 ? "all" : numbers.map((it) => (/^\d+$/.test(it) ? Number(it) : it)),
  };
  const wanted = values.chap !== "none";
  const typed = values.secret !== "" || values.mutualSecret !== "";
  if (typed || wanted === isNew) Object.assign(body, credentials(values));
  return isNew
    ? post(path("targets", iqn, "initiators"), { initiator: values.initiator.trim(), ...body })
    : patch(path("targets", iqn, "initiators", values.initiator), body);
}
