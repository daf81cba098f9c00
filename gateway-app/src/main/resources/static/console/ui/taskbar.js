// A task and how far it is.
import { html } from "../lib/ui.js";

export function TaskBar({ task }) {
  return html`<div class="taskbar">
    <span><b>${task.kind}</b> ${task.subject}</span>
    <progress max="100" value=${task.percent} aria-label="${task.kind} of ${task.subject}"></progress>
    <span class="numeric">${task.percent} %</span>
  </div>`;
}
