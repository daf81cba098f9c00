// The fields of CHAP, one-way and mutual.
import { html } from "../lib/ui.js";
import { Field } from "./form.js";

const WAYS = [
  ["none", "none"],
  ["one-way", "the initiator proves who it is"],
  ["mutual", "both prove who they are"],
];

/** The values of a form that has these fields; secrets are never known. */
export function chapValues({ chap, mutualChap }) {
  return {
    chap: mutualChap ? "mutual" : chap ? "one-way" : "none",
    user: chap?.user ?? "",
    secret: "",
    mutualUser: mutualChap?.user ?? "",
    mutualSecret: "",
  };
}

/** What is sent of them: null for what is not wanted. */
export function credentials(values) {
  return {
    chap: values.chap === "none" ? null : { user: values.user.trim(), secret: values.secret },
    mutualChap:
      values.chap === "mutual" ? { user: values.mutualUser.trim(), secret: values.mutualSecret } : null,
  };
}

export function ChapFields({ form }) {
  const { chap } = form.values;
  return html`<${Field}
      form=${form}
      name="chap"
      problem="chap.none"
      label="Authentication (CHAP)"
      type="select"
      options=${WAYS}
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
      />`}`;
}
