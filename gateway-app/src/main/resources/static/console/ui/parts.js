// Small parts of every page: headings, notes, badges, meters.
import { html, useEffect, useRef } from "../lib/ui.js";
import { percent } from "../lib/format.js";
import { Icon } from "./icons.js";

let isFirst = true;

/**
 * The head of a page. When what had the focus went away with the page before, it takes the focus, so
 * that a screen reader says where one is; on the first page Tab begins at the top.
 */
export function PageHead({ title, above, children, note }) {
  const heading = useRef();
  useEffect(() => {
    document.title = `${title} · rbdgate`;
    if (!isFirst && document.activeElement === document.body) heading.current.focus();
    isFirst = false;
  }, [title]);
  return html`<header class="page-head">
    <div class="page-title">
      ${above && html`<p class="above">${above}</p>`}
      <h1 ref=${heading} tabindex="-1">${title}</h1>
      ${note && html`<p class="muted">${note}</p>`}
    </div>
    <div class="actions">${children}</div>
  </header>`;
}

/** A part of a page with a heading of its own. */
export function Card({ title, actions, children, flush = false, id }) {
  return html`<section class=${flush ? "card flush" : "card"} aria-label=${title} id=${id}>
    ${title &&
    html`<header class="card-head">
      <h2>${title}</h2>
      <div class="actions">${actions}</div>
    </header>`}
    ${children}
  </section>`;
}

/** What there is to say at a place; tone is "error", "warning", "ok" or "info". */
export function Note({ tone = "info", title, children }) {
  const icon = tone === "ok" ? "ok" : tone === "info" ? "audit" : "warning";
  return html`<div class="note ${tone}" role=${tone === "error" ? "alert" : undefined}>
    <${Icon} name=${icon} />
    <div>${title && html`<strong>${title}</strong>`} ${children}</div>
  </div>`;
}

/** A refused request, in the gateway's own words. */
export function Failure({ error, retry }) {
  return html`<${Note} tone="error" title=${error.status === 404 ? "Not there." : "That did not work."}>
    <span>${error.message}</span>
    ${retry && html`<button class="link" onClick=${retry}>Try again</button>`}
  <//>`;
}

/** An empty place, which says what belongs there and how to put it there. */
export function Empty({ icon, title, children, action }) {
  return html`<div class="empty">
    <${Icon} name=${icon} size=${30} />
    <p class="empty-title">${title}</p>
    <p class="muted">${children}</p>
    ${action}
  </div>`;
}

/** Stands where data will be. */
export function Loading({ rows = 3 }) {
  return html`<div class="loading" role="status">
    <span class="visually-hidden">Loading</span>
    ${Array.from({ length: rows }, () => html`<div class="skeleton"></div>`)}
  </div>`;
}

/** One word about a state; its colour says no more than the word. */
export function Badge({ tone = "plain", children }) {
  return html`<span class="badge ${tone}">${children}</span>`;
}

/** Whether a LUN, or the volume that it is of, is served, and what is wrong if not. */
export function UnitState({ unit }) {
  return unit.state === "ready"
    ? html`<${Badge} tone="ok">ready<//>`
    : html`<${Badge} tone="critical">not ready<//> <span class="muted">${unit.problem}</span>`;
}

/** A part of a whole. */
export function Meter({ value, max, label }) {
  const part = percent(value, max);
  const tone = part >= 95 ? "critical" : part >= 85 ? "warning" : "";
  return html`<progress class="meter ${tone}" max="100" value=${part} aria-label=${label}></progress>`;
}

/** Names and values, side by side where there is room. */
export function Facts({ items }) {
  return html`<dl class="facts">
    ${items
      .filter(Boolean)
      .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value === "" ? "–" : (value ?? "–")}</dd></div>`)}
  </dl>`;
}
