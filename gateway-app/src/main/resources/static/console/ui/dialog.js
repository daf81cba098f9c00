// Dialogs. The browser makes the rest of the page inert; Tab goes round inside, and what had the focus
// before gets it back.
import { html, uniqueId, useLayoutEffect, useRef, useState } from "../lib/ui.js";
import { Icon } from "./icons.js";

const FOCUSABLE =
  "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex='0']";

export function Dialog({ title, onClose, children, wide = false }) {
  const element = useRef();
  const [id] = useState(() => uniqueId("dialog"));

  useLayoutEffect(() => {
    const dialog = element.current;
    const opener = document.activeElement;
    dialog.showModal();
    (dialog.querySelector("[data-first]") ?? dialog.querySelector("input, select, textarea"))?.focus();
    return () => {
      if (dialog.open) dialog.close();
      if (opener?.isConnected) opener.focus();
    };
  }, []);

  const cancel = (event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog
    ref=${element}
    class=${wide ? "dialog wide" : "dialog"}
    aria-labelledby=${id}
    onCancel=${cancel}
    onKeyDown=${goRound}
  >
    <header class="dialog-head">
      <h2 id=${id}>${title}</h2>
      <button type="button" class="icon-button" aria-label="Close" onClick=${onClose}>
        <${Icon} name="close" />
      </button>
    </header>
    ${children}
  </dialog>`;
}

function goRound(event) {
  if (event.key !== "Tab") return;
  const inside = [...event.currentTarget.querySelectorAll(FOCUSABLE)].filter(
    (it) => it.offsetParent !== null,
  );
  const [first, last] = [inside[0], inside[inside.length - 1]];
  if (event.shiftKey && document.activeElement === first) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}
