// Short messages about what was done, said by screen readers, gone by themselves.
import { html, useEffect, useState } from "../lib/ui.js";

const STAYS = 6000;

let show = () => {};

/** Says that something was done. */
export function say(text) {
  show(text);
}

export function Toasts() {
  const [texts, setTexts] = useState([]);
  useEffect(() => {
    show = (text) => {
      const entry = { text };
      setTexts((before) => [...before.slice(-2), entry]);
      setTimeout(() => setTexts((before) => before.filter((it) => it !== entry)), STAYS);
    };
    return () => {
      show = () => {};
    };
  }, []);
  return html`<div class="toasts" role="status" aria-live="polite">
    ${texts.map((it) => html`<p class="toast">${it.text}</p>`)}
  </div>`;
}
