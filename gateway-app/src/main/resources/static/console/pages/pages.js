// Which page an address names.
import { html } from "../lib/ui.js";
import { Empty, PageHead } from "../ui/parts.js";
import { Audit } from "./audit.js";
import { Dashboard } from "./dashboard.js";
import { ImagePage } from "./image.js";
import { Images } from "./images.js";
import { Namespaces } from "./namespaces.js";
import { SessionPage } from "./session.js";
import { Sessions } from "./sessions.js";
import { TargetPage } from "./target.js";
import { Targets } from "./targets.js";
import { Tasks } from "./tasks.js";
import { Tokens } from "./tokens.js";
import { Trash } from "./trash.js";
import { Volumes } from "./volumes.js";

export function pageOf({ parts, query }) {
  const [place, first, second] = parts;
  switch (place) {
    case undefined:
      return html`<${Dashboard} />`;
    case "volumes":
      return html`<${Volumes} />`;
    case "namespaces":
      return html`<${Namespaces} />`;
    case "images":
      return second === undefined
        ? html`<${Images} pool=${first} />`
        : html`<${ImagePage}
            key=${`${first}/${query.namespace}/${second}`}
            image=${{ pool: first, namespace: query.namespace ?? "", name: second }}
            tab=${query.tab}
          />`;
    case "targets":
      return first === undefined
        ? html`<${Targets} />`
        : html`<${TargetPage} key=${first} iqn=${first} />`;
    case "sessions":
      return first === undefined
        ? html`<${Sessions} />`
        : html`<${SessionPage} key=${first} id=${first} />`;
    case "tasks":
      return html`<${Tasks} />`;
    case "trash":
      return html`<${Trash} />`;
    case "audit":
      return html`<${Audit} />`;
    case "tokens":
      return html`<${Tokens} />`;
    default:
      return html`<${PageHead} title="Not found" />
        <${Empty} icon="warning" title="There is no such page." action=${html`<a href="#/">Dashboard</a>`} />`;
  }
}
