/* The search on the check-in page: rows that do not match are hidden at once. Without this script the server searches. */

import { searchKey } from "./search_key.js";

/** Hide the rows and letter headings in `list` that do not match; return how many rows are shown. */
function filterRows(list, query) {
  const terms = searchKey(query).split(" ").filter(Boolean);
  let shown = 0;
  for (const row of list.querySelectorAll("[data-search]")) {
    const text = row.dataset.search;
    row.hidden = !terms.every((term) => text.includes(term));
    if (!row.hidden) shown += 1;
  }
  for (const group of list.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-search]:not([hidden])");
  }
  return shown;
}

for (const form of document.querySelectorAll('[data-module="checkin-search"]')) {
  const input = form.querySelector("input[type=search]");
  const note = form.querySelector('[data-part="note"]');
  const result = form.querySelector('[data-part="result"]');
  const render = () => {
    const list = document.querySelector(form.dataset.rows);
    if (!list) return;
    const shown = filterRows(list, input.value);
    note.hidden = Boolean(input.value);
    result.textContent = !input.value ? "" : shown === 0 ? form.dataset.none : form.dataset.result.replace("{number}", shown);
  };
  form.querySelector("button").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", render);
  // The list is polled, and each check-in replaces its row: filter the new rows, too.
  document.body.addEventListener("htmx:after:swap", render);
}

/* A check-in that failed in the background is submitted as an ordinary form, so that the page in the response shows why. */
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.body.addEventListener(name, (event) => {
    if (event.target.matches?.(".ed-door-row form")) event.target.submit();
  });
}
