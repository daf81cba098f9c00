// The first page: a token, and where to find one.
import { html, useEffect } from "../lib/ui.js";
import { askWho } from "../lib/caller.js";
import { keepToken } from "../lib/token.js";
import { Field, Form, useForm } from "../ui/form.js";
import { Note } from "../ui/parts.js";
import { ThemeSwitch } from "../ui/themeswitch.js";

export function Login({ reason, onEnter }) {
  const form = useForm(
    { token: "" },
    async ({ token }) => {
      const caller = await askWho(token.trim());
      keepToken(token.trim());
      return caller;
    },
    onEnter,
  );
  useEffect(() => {
    document.title = "Sign in · rbdgate";
    document.querySelector("input[name=token]")?.focus();
  }, []);
  return html`<main class="login">
    <div class="login-card">
      <div class="login-brand"><img src="/console/icon.svg" alt="" width="36" height="36" /> rbdgate</div>
      <h1>Sign in</h1>
      ${reason && !form.error && html`<${Note} tone="warning">${reason}<//>`}
      <${Form} form=${form} fields=${[]} action="Sign in" disabled=${form.values.token.trim() === ""}>
        <${Field} form=${form} name="token" label="Token" type="password" autocomplete="off" />
      <//>
      <div class="login-help">
        <p>The admin's token is on the gateway's host:</p>
        <pre><code>sudo cat rbdgate-data/admin.token</code></pre>
        <p>For somebody else, or for less than everything:</p>
        <pre><code>./rbdgate token create NAME --role viewer</code></pre>
        <p class="muted">The token stays in this tab and is forgotten when the tab is closed.</p>
      </div>
    </div>
    <${ThemeSwitch} />
  </main>`;
}
