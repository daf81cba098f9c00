// Light or dark: as the system says, until somebody chooses. The choice is kept by the browser.
const KEY = "rbdgate.theme";
const listeners = new Set();
const dark = matchMedia("(prefers-color-scheme: dark)");

/** "light", "dark", or "system". */
export function theme() {
  return localStorage.getItem(KEY) ?? "system";
}

export function chooseTheme(name) {
  if (name === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, name);
  apply();
}

/** Whether the page is dark now. */
export function isDark() {
  return theme() === "system" ? dark.matches : theme() === "dark";
}

/** Calls back when the colours change. Returns how to end it. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The style sheet goes by this alone. */
function apply() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  for (const listener of [...listeners]) listener();
}

dark.addEventListener("change", apply);
apply();
