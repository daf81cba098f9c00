// What changed while somebody looks, and the tasks that run.
import { html, useEffect, useState } from "../lib/ui.js";
import { all } from "../lib/api.js";
import { onEvents } from "../lib/events.js";
import { moment } from "../lib/format.js";
import { useResource } from "../lib/resource.js";
import { Card, Empty } from "../ui/parts.js";
import { TaskBar } from "../ui/taskbar.js";

const SHOWN = 8;
const TOPICS = ["image", "snapshot", "target", "lun", "initiator", "trash", "session", "namespace"];

export function Recent() {
  const [changes, setChanges] = useState([]);
  const tasks = useResource(() => all("/tasks"), [], { topics: ["task"] });
  useEffect(
    () =>
      onEvents(TOPICS, (data, topic) => {
        if (topic !== "reload") setChanges((before) => [data, ...before].slice(0, SHOWN));
      }),
    [],
  );
  const running = (tasks.data ?? []).filter((it) => it.state === "running" || it.state === "queued");
  return html`<${Card} title="Changes">
    ${running.map((it) => html`<${TaskBar} key=${it.id} task=${it} />`)}
    ${changes.length === 0 && running.length === 0
      ? html`<${Empty} icon="tasks" title="Quiet since you came">
          Changes, logins and tasks appear here as they happen.
        <//>`
      : html`<ul class="feed">
          ${changes.map(
            (it) => html`<li>
              <b>${it.action}</b> <span>${it.subject ?? it.initiator}</span>
              <time class="muted" datetime=${it.when}>${moment(it.when)}</time>
            </li>`,
          )}
        </ul>`}
  <//>`;
}
