// Grants a target to an initiator, or changes a grant.
import { html } from "../lib/ui.js";
import { patch, path, post } from "../lib/api.js";
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
      chap: grant.mutualChap ? "mutual" : grant.chap ? "one-way" : "none",
      user: grant.chap?.user ?? "",
      secret: "",
      mutualUser: grant.mutualChap?.user ?? "",
      mutualSecret: "",
    },
    (values) => send(iqn, isNew, values),
    (after) => {
      say(isNew ? `Granted to ${after.initiator}.` : `The grant of ${after.initiator} is changed.`);
      onClose();
    },
  );
  const { chap } = form.values;
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
      <${Field}
        form=${form}
        name="chap"
        problem="chap.none"
        label="Authentication (CHAP)"
        type="select"
        options=${[
          ["none", "none"],
          ["one-way", "the initiator proves who it is"],
          ["mutual", "both prove who they are"],
        ]}
      />
      ${chap !== "none" &&
      html`<${Field} form=${form} name="user" problem="chap.user" label="User" />
        <${Field}
          form=${form}
          name="secret"
          problem="chap.secret"
          label="Secret"
          type="password"
          autocomplete="new-password"
          hint="12 to 16 characters for Windows. It is not shown again."
        />`}
      ${chap === "mutual" &&
      html`<${Field} form=${form} name="mutualUser" problem="mutualChap.user" label="The target's user" />
        <${Field}
          form=${form}
          name="mutualSecret"
          problem="mutualChap.secret"
          label="The target's secret"
          type="password"
          autocomplete="new-password"
        />`}
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
  if (wanted && (isNew || typed)) {
    body.chap = { user: values.user.trim(), secret: values.secret };
    if (values.chap === "mutual") {
      body.mutualChap = { user: values.mutualUser.trim(), secret: values.mutualSecret };
    } else if (!isNew) {
      body.mutualChap = null;
    }
  } else if (!wanted && !isNew) {
    body.chap = null;
    body.mutualChap = null;
  }
  return isNew
    ? post(path("targets", iqn, "initiators"), { initiator: values.initiator.trim(), ...body })
    : patch(path("targets", iqn, "initiators", values.initiator), body);
}
