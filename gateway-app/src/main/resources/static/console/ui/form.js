// Forms: fields with their labels, and refusals shown at the field that they name.
import { html, uniqueId, useState } from "../lib/ui.js";
import { Note } from "./parts.js";

/**
 * The state of a form.
 *
 * @param initial values by field
 * @param submit sends them; what it throws is shown
 * @param done called with what submit answered
 */
export function useForm(initial, submit, done) {
  const [values, setValues] = useState(initial);
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const set = (name, value) => setValues((before) => ({ ...before, [name]: value }));
  const send = async (event) => {
    event?.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      done(await submit(values));
    } catch (failure) {
      setError(failure);
      setBusy(false);
      queueMicrotask(() => document.querySelector("[aria-invalid='true']")?.focus());
    }
  };
  return { values, set, error, busy, send };
}

/** Whether a problem is about a field, or about a part of it. */
function isAbout(error, field) {
  return (
    error?.field !== undefined &&
    (error.field === field || error.field.startsWith(`${field}.`) || error.field.startsWith(`${field}[`))
  );
}

/**
 * One field.
 *
 * @param form of useForm
 * @param name of the value, and in problem documents unless problem says another
 * @param type of the input; "select", "checkbox" and "textarea" besides those of HTML
 */
export function Field({ form, name, problem = name, label, hint, type = "text", options, ...rest }) {
  const [id] = useState(() => uniqueId("field"));
  const message = isAbout(form.error, problem) ? form.error.message : null;
  const described = [hint && `${id}-hint`, message && `${id}-error`].filter(Boolean).join(" ");
  const shared = {
    id,
    name,
    "aria-invalid": message ? "true" : undefined,
    "aria-describedby": described || undefined,
    ...rest,
  };
  const checkbox = type === "checkbox";
  return html`<div class=${checkbox ? "field checkbox" : "field"}>
    ${checkbox && input(type, form, name, shared)}
    <label for=${id}>${label}</label>
    ${!checkbox && input(type, form, name, shared, options)}
    ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    ${message && html`<p class="field-error" id="${id}-error">${message}</p>`}
  </div>`;
}

function input(type, form, name, shared, options) {
  const value = form.values[name];
  const typed = (event) => form.set(name, event.target.value);
  switch (type) {
    case "checkbox":
      return html`<input
        type="checkbox"
        ...${shared}
        checked=${value}
        onChange=${(event) => form.set(name, event.target.checked)}
      />`;
    case "select":
      return html`<select ...${shared} value=${value} onChange=${typed}>
        ${options.map(([key, text]) => html`<option value=${key} selected=${key === value}>${text}</option>`)}
      </select>`;
    case "textarea":
      return html`<textarea ...${shared} value=${value} onInput=${typed} rows="3"></textarea>`;
    default:
      return html`<input
        type=${type}
        autocomplete="off"
        spellcheck=${false}
        ...${shared}
        value=${value}
        onInput=${typed}
      />`;
  }
}

/**
 * A form with its buttons.
 *
 * @param fields those that show their own problems; others are shown above the buttons
 */
export function Form({ form, fields, action, danger = false, disabled = false, onCancel, children }) {
  const loose = form.error && !fields.some((it) => isAbout(form.error, it));
  return html`<form class="form" onSubmit=${form.send} novalidate>
    <div class="form-body">
      ${children} ${loose && html`<${Note} tone="error">${form.error.message}<//>`}
    </div>
    <footer class="form-buttons">
      ${onCancel && html`<button type="button" onClick=${onCancel}>Cancel</button>`}
      <button type="submit" class=${danger ? "danger" : "primary"} disabled=${disabled || form.busy}>
        ${form.busy ? "Working…" : action}
      </button>
    </footer>
  </form>`;
}
