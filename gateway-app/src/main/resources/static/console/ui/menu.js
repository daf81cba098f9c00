// Actions: the first ones as buttons, the others behind one that opens a list of them.
import { html, uniqueId, useEffect, useRef, useState } from "../lib/ui.js";

/** @param actions each {label, run, danger}; false ones are left out */
export function Menu({ label, actions, small = false }) {
  const [open, setOpen] = useState(false);
  const [id] = useState(() => uniqueId("menu"));
  const place = useRef();
  const offered = actions.filter(Boolean);

  useEffect(() => {
    if (!open) return undefined;
    const outside = (event) => place.current.contains(event.target) || setOpen(false);
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [open]);

  const key = (event) => {
    if (event.key === "Escape" && open) {
      event.stopPropagation();
      setOpen(false);
      place.current.querySelector("button").focus();
    }
  };
  const left = (event) => {
    if (open && event.relatedTarget && !place.current.contains(event.relatedTarget)) setOpen(false);
  };
  if (offered.length === 0) return null;
  return html`<div class="menu" ref=${place} onKeyDown=${key} onFocusOut=${left}>
    <button
      type="button"
      class=${small ? "small" : ""}
      aria-expanded=${String(open)}
      aria-controls=${id}
      aria-label=${label}
      onClick=${() => setOpen(!open)}
    >
      ${small ? "Actions" : "More"} <span aria-hidden="true">▾</span>
    </button>
    <ul id=${id} hidden=${!open}>
      ${offered.map(
        (it) => html`<li>
          <button
            type="button"
            class=${it.danger ? "danger-text" : ""}
            onClick=${() => {
              place.current.querySelector("button").focus();
              setOpen(false);
              it.run();
            }}
          >
            ${it.label}
          </button>
        </li>`,
      )}
    </ul>
  </div>`;
}
