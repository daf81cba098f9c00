// What stands around every page: where one is, where one can go, how the gateway is.
import { html, useEffect, useState } from "../lib/ui.js";
import { get } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { onEvents, streamState } from "../lib/events.js";
import { useResource } from "../lib/resource.js";
import { useRoute } from "../lib/router.js";
import { Icon } from "../ui/icons.js";
import { Badge } from "../ui/parts.js";
import { ThemeSwitch } from "../ui/themeswitch.js";
import { pageOf } from "./pages.js";

const PLACES = [
  ["", "Dashboard", "dashboard", "system.show"],
  ["volumes", "Volumes", "volumes", "volume.list"],
  ["images", "Images", "images", "image.list"],
  ["targets", "Targets", "targets", "target.list"],
  ["sessions", "Sessions", "sessions", "session.list"],
  ["tasks", "Tasks", "tasks", "task.list"],
  ["trash", "Trash", "trash", "trash.list"],
  ["namespaces", "Namespaces", "namespaces", "namespace.list"],
  ["audit", "Audit log", "audit", "audit.list"],
  ["tokens", "API tokens", "tokens", "token.list"],
];

export function Shell({ caller, onLeave }) {
  const route = useRoute();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const here = route.parts[0] ?? "";
  const places = PLACES.filter(([, , , action]) => may(action));

  useEffect(() => {
    setOpen(false);
    scrollTo(0, 0);
  }, [route]);

  const skip = (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  };
  return html`<div class="shell">
    <a class="skip" href="#main" onClick=${skip}>Skip to content</a>
    <header class="bar">
      <button
        type="button"
        class="icon-button menu-button"
        aria-label="Menu"
        aria-expanded=${String(open)}
        aria-controls="places"
        onClick=${() => setOpen(!open)}
      >
        <${Icon} name=${open ? "close" : "menu"} />
      </button>
      <a class="brand" href="#/"><img src="/console/icon.svg" alt="" width="24" height="24" /> rbdgate</a>
      <${Health} />
      <span class="stretch"></span>
      <span class="who"><b>${caller.name}</b> <${Badge}>${caller.role}<//></span>
      <${ThemeSwitch} />
      <button type="button" class="icon-button" aria-label="Sign out" title="Sign out" onClick=${onLeave}>
        <${Icon} name="leave" />
      </button>
    </header>
    <nav id="places" class=${open ? "places open" : "places"} aria-label="Main">
      <ul>
        ${places.map(
          ([key, label, icon]) => html`<li>
            <a href=${key === "" ? "#/" : `#/${key}`} aria-current=${here === key ? "page" : undefined}>
              <${Icon} name=${icon} /> ${label}
            </a>
          </li>`,
        )}
      </ul>
    </nav>
    <main id="main" tabindex="-1">${pageOf(route)}</main>
  </div>`;
}

/** How the gateway is, on every page; and whether what is shown is of now. */
function Health() {
  const { data, error } = useResource(() => get("/system"), [], { topics: ["health"], every: 30000 });
  const [stream, setStream] = useState(streamState());
  useEffect(() => onEvents(["stream"], () => setStream(streamState())), []);
  if (error || stream === "lost") {
    return html`<a class="health critical" href="#/"><i></i>Not connected</a>`;
  }
  if (!data) return null;
  const critical = data.alerts.some((it) => it.severity === "critical");
  const tone = critical ? "critical" : data.alerts.length > 0 ? "warning" : "ok";
  const count = data.alerts.length;
  return html`<a class="health ${tone}" href="#/"
    ><i></i>${count === 0 ? "Healthy" : `${count} ${count === 1 ? "alert" : "alerts"}`}</a
  >`;
}
