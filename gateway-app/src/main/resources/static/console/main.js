// Where the console begins: who looks, and then the page that the address names.
import { html, render, useEffect, useState } from "./lib/ui.js";
import "./lib/theme.js";
import { onUnauthorized } from "./lib/api.js";
import { askWho, CallerContext } from "./lib/caller.js";
import { closeEvents, openEvents } from "./lib/events.js";
import { forgetToken, token } from "./lib/token.js";
import { Loading } from "./ui/parts.js";
import { Toasts } from "./ui/toast.js";
import { Login } from "./pages/login.js";
import { Shell } from "./pages/shell.js";

function App() {
  const [caller, setCaller] = useState(null);
  const [reason, setReason] = useState(null);
  const [waiting, setWaiting] = useState(token() !== null);

  const leave = (why = null) => {
    closeEvents();
    forgetToken();
    setCaller(null);
    setWaiting(false);
    setReason(why);
  };
  const enter = (who) => {
    setReason(null);
    setWaiting(false);
    setCaller(who);
    openEvents();
  };

  useEffect(() => {
    onUnauthorized((detail) => token() && leave(detail));
    if (token() !== null) askWho().then(enter, (failure) => leave(failure.message));
  }, []);

  return html`
    ${waiting
      ? html`<main class="center"><${Loading} /></main>`
      : caller
        ? html`<${CallerContext.Provider} value=${caller}>
            <${Shell} caller=${caller} onLeave=${() => leave()} />
          <//>`
        : html`<${Login} reason=${reason} onEnter=${enter} />`}
    <${Toasts} />
  `;
}

render(html`<${App} />`, document.getElementById("app"));
