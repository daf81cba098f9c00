// Tables. On a phone each row becomes a card of labelled values; roles are spelled out, since a browser
// takes them away from a table that is not laid out as one.
import { html } from "../lib/ui.js";

/**
 * @param caption what is listed, for screen readers
 * @param columns each {label, value: row => content, numeric, main, hideLabel}
 * @param rows what is listed
 * @param rowKey tells a row from the others
 */
export function Table({ caption, columns, rows, rowKey }) {
  return html`<table role="table" class="table" aria-label=${caption}>
    <thead role="rowgroup">
      <tr role="row">
        ${columns.map(
          (column) => html`<th role="columnheader" scope="col" class=${classes(column)}>
            ${column.hideLabel
              ? html`<span class="visually-hidden">${column.label}</span>`
              : column.label}
          </th>`,
        )}
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows.map(
        (row) => html`<tr role="row" key=${rowKey(row)}>
          ${columns.map((column) => cell(column, row))}
        </tr>`,
      )}
    </tbody>
  </table>`;
}

function cell(column, row) {
  const label = column.hideLabel || column.main ? undefined : column.label;
  return html`<td role="cell" class=${classes(column)} data-label=${label}>
    <div>${column.value(row)}</div>
  </td>`;
}

function classes(column) {
  return [column.numeric && "numeric", column.main && "main", column.hideLabel && "row-actions"]
    .filter(Boolean)
    .join(" ");
}
