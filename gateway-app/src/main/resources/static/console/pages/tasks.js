// Long work: how far it is, how it ended.
import { html } from "../lib/ui.js";
import { all, path, remove, withQuery } from "../lib/api.js";
import { useMay } from "../lib/caller.js";
import { useResource } from "../lib/resource.js";
import { Badge, Card, Empty, Failure, Loading, PageHead } from "../ui/parts.js";
import { Table } from "../ui/table.js";
import { say } from "../ui/toast.js";

const TONES = { queued: "plain", running: "info", succeeded: "ok", failed: "critical", cancelled: "warning" };

export function Tasks() {
  const may = useMay();
  const tasks = useResource(() => all("/tasks"), [], { topics: ["task"] });
  const end = async (task) => {
    try {
      await remove(withQuery(path("tasks", task.id), { running: isOver(task) ? null : true }));
      say(isOver(task) ? `Task ${task.id} is forgotten.` : `Task ${task.id} is asked to stop.`);
    } catch (failure) {
      say(failure.message);
    }
    tasks.reload();
  };
  const columns = [
    { label: "Task", numeric: true, value: (it) => it.id },
    { label: "What", main: true, value: (it) => html`<b>${it.kind}</b> ${it.subject}` },
    {
      label: "Progress",
      value: (it) => html`<span class="with-meter wide">
        <progress max="100" value=${it.percent} aria-label="Progress of task ${it.id}"></progress>
        <span class="numeric">${it.percent} %</span>
      </span>`,
    },
    {
      label: "State",
      value: (it) => html`<${Badge} tone=${TONES[it.state]}>${isStopping(it) ? "stopping" : it.state}<//>
        <span class="muted">${it.error}</span>`,
    },
    {
      label: "Actions",
      hideLabel: true,
      value: (it) =>
        may("task.delete") &&
        (isOver(it) || it.cancelling === "possible") &&
        html`<button type="button" class="small" onClick=${() => end(it)} aria-label="${isOver(it) ? "Forget" : "Cancel"} task ${it.id}">
          ${isOver(it) ? "Forget" : "Cancel"}
        </button>`,
    },
  ];
  return html`<${PageHead} title="Tasks" note="Deleting, flattening, rolling back: what takes its time." />
    <${Card} flush>
      ${tasks.error && html`<${Failure} error=${tasks.error} retry=${tasks.reload} />`}
      ${!tasks.data && !tasks.error && html`<${Loading} />`}
      ${tasks.data?.length === 0 &&
      html`<${Empty} icon="tasks" title="No tasks">Long work appears here when it begins, and stays until it is forgotten.<//>`}
      ${tasks.data?.length > 0 &&
      html`<${Table} caption="Tasks" rows=${[...tasks.data].reverse()} rowKey=${(it) => it.id} columns=${columns} />`}
    <//>`;
}

const isOver = (task) => !["queued", "running"].includes(task.state);
const isStopping = (task) => !isOver(task) && task.cancelling === "asked";
