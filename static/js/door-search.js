/* The door's search: rows that do not match what is typed are hidden at once. Without it the form asks the server. */

/** Return a text without accents and case, so that "dvorak" finds "Dvořák". */
function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Hide the rows and letters in `list` that do not match `words`; return how many rows are left. */
function filterRows(list, words) {
  const wanted = plain(words).split(/\s+/).filter(Boolean);
  let left = 0;
  for (const row of list.querySelectorAll("[data-search]")) {
    const text = plain(row.dataset.search);
    row.hidden = !wanted.every((word) => text.includes(word));
    if (!row.hidden) left += 1;
  }
  for (const group of list.querySelectorAll("[data-group]")) {
    group.hidden = !group.querySelector("[data-search]:not([hidden])");
  }
  return left;
}

for (const form of document.querySelectorAll('[data-module="door-search"]')) {
  const input = form.querySelector("input[type=search]");
  const note = form.querySelector("[aria-live]");
  const before = note.innerHTML;
  const list = () => document.querySelector(form.dataset.rows);
  const show = () => {
    if (!list()) return;
    const left = filterRows(list(), input.value);
    if (!input.value) note.innerHTML = before;
    else note.textContent = left === 0 ? form.dataset.none : String(left);
  };
  form.querySelector("button").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", show);
  document.body.addEventListener("htmx:after:swap", show);
}
