// Lines to paste elsewhere, with a button that copies them.
import { html } from "../lib/ui.js";
import { Icon } from "./icons.js";
import { say } from "./toast.js";

/** @param name what is copied, for who hears the button */
export function CopyButton({ name, text }) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    say("Copied.");
  };
  // Browsers offer a clipboard only to pages of this machine, or over TLS.
  return (
    navigator.clipboard &&
    html`<button type="button" class="small" aria-label="Copy ${name}" onClick=${copy}>
      <${Icon} name="copy" size=${14} /> Copy
    </button>`
  );
}

/** @param title what they are for, as a sentence that may end in a colon */
export function Lines({ title: sentence, lines }) {
  const title = sentence.replace(/:$/, "");
  const text = lines.join("\n");
  return html`<section class="lines" aria-label=${title}>
    <header>
      <h3>${title}</h3>
      <${CopyButton} name=${title} text=${text} />
    </header>
    <pre tabindex="0"><code>${text}</code></pre>
  </section>`;
}
