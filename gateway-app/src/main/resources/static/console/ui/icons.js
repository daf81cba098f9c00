// Line icons, drawn in the colour of the text beside them. Names say the rest, so all are hidden from
// screen readers.
import { html } from "../lib/ui.js";

const PATHS = {
  dashboard: "M4 13h6V4H4zM14 20h6v-9h-6zM14 4v3h6V4zM4 20h6v-3H4z",
  images: "M4 7c0-1.7 3.6-3 8-3s8 1.3 8 3-3.6 3-8 3-8-1.3-8-3zM4 7v10c0 1.7 3.6 3 8 3s8-1.3 8-3V7M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
  volumes: "M4 5h16v6H4zM4 13h16v6H4zM7 8h.500M7 16h.500M11 8h6M11 16h6",
  namespaces: "M4 6h6l2 2h8v11H4zM8 13h8",
  targets: "M12 3v4M12 17v4M3 12h4M17 12h4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
  sessions: "M7 7h13l-3-3M17 17H4l3 3",
  tasks: "M4 6h2M4 12h2M4 18h2M9 6h11M9 12h11M9 18h11",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5",
  audit: "M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h7",
  tokens: "M14 10a4 4 0 1 0-3.5 4L12 15.500h2v2h2v2h3v-3l-5-5",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  light: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M5 19l2-2M17 7l2-2",
  dark: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
  leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  plus: "M12 5v14M5 12h14",
  warning: "M12 4L2.500 20h19zM12 10v5M12 17.500v.5",
  ok: "M5 12.500l4.500 4.500L19 7.500",
  clone: "M8 8h12v12H8zM16 8V4H4v12h4",
  snapshot: "M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7z",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  refresh: "M19 8a8 8 0 1 0 1 6M20 4v5h-5",
  copy: "M8 8h12v12H8zM16 8V4H4v12h4",
};

export function Icon({ name, size = 18 }) {
  return html`<svg
    class="icon"
    width=${size}
    height=${size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.7"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d=${PATHS[name]} />
  </svg>`;
}
