/* The door's search: rows that do not match what is typed are hidden at once. Without it the form asks the server. */

import { searchKey } from "./search_key.js";

/** Hide the rows and letters in `list` that do not match `words`; return how many rows are left. */
function filterRows(list, words) {
  const wanted = searchKey(words).split(" ").filter(Boolean);
  let left = 0;
  for (const row of list.querySelectorAll("[data-search]")) {
    row.hidden = !wanted.every((word) => row.dataset.search.includes(word));
    if (!row.hidden) left += 1;
  }
  for (const group of list.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-search]:not([hidden])");
  }
  return left;
}

for (const form of document.querySelectorAll('[data-module="door-search"]')) {
  const input = form.querySelector("input[type=search]");
  const note = form.querySelector('[data-part="note"]');
  const found = form.querySelector('[data-part="found"]');
  const show = () => {
    const list = document.querySelector(form.dataset.rows);
    if (!list) return;
    const left = filterRows(list, input.value);
    note.hidden = Boolean(input.value);
    found.textContent = !input.value ? "" : left === 0 ? form.dataset.none : `${form.dataset.found} ${left}`;
  };
  form.querySelector("button").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", show);
  document.body.addEventListener("htmx:after:swap", show);
}

/* A deed that could not be done behind the page is done in front of it: the answer then says what is so. */
for (const name of ["htmx:error", "htmx:response:error"]) {
  document.body.addEventListener(name, (event) => {
    if (event.target.matches?.(".ed-door-row form")) event.target.submit();
  });
}
