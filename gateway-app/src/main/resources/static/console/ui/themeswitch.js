// Turns the page dark, or light again.
import { html, useEffect, useState } from "../lib/ui.js";
import { chooseTheme, isDark, onTheme } from "../lib/theme.js";
import { Icon } from "./icons.js";

export function ThemeSwitch() {
  const [dark, setDark] = useState(isDark());
  useEffect(() => onTheme(() => setDark(isDark())), []);
  return html`<button
    type="button"
    class="icon-button"
    aria-label="Dark colours"
    aria-pressed=${String(dark)}
    title=${dark ? "Light colours" : "Dark colours"}
    onClick=${() => chooseTheme(dark ? "light" : "dark")}
  >
    <${Icon} name=${dark ? "light" : "dark"} />
  </button>`;
}
