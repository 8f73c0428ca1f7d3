/* Says how many rows are ticked, and ticks those of the page together. Without it the same form works as it stands. */

function ticks(form) {
  const said = form.querySelector("[data-ticked]");
  if (!said) return;
  const boxes = [...form.querySelectorAll("input[name=who]")];
  const page = form.querySelector("[data-tick-page]");
  const all = form.querySelector("input[name=all]");
  const buttons = form.querySelectorAll("[formaction]");

  function count() {
    const ticked = boxes.filter((box) => box.checked).length;
    const number = all && all.checked ? Number(all.dataset.total) : ticked;
    said.textContent = number ? said.dataset.words.replace("{number}", number) : said.dataset.none;
    page.checked = ticked > 0 && ticked === boxes.length;
    page.indeterminate = ticked > 0 && ticked < boxes.length;
    for (const button of buttons) button.disabled = number === 0;
  }

  page.hidden = false;
  page.addEventListener("change", () => {
    for (const box of boxes) box.checked = page.checked;
    count();
  });
  form.addEventListener("change", count);
  // A page that the browser brings back from its cache keeps its ticks.
  window.addEventListener("pageshow", count);
  count();
}

document.querySelectorAll('[data-module="ticks"]').forEach(ticks);
