/* Shows how many rows are selected, and selects all rows of the page at once. Without this script the form works too. */

function bulkSelect(form) {
  const status = form.querySelector('[data-part="selected-count"]');
  if (!status) return;
  const boxes = [...form.querySelectorAll("input[name=who]")];
  const pageBox = form.querySelector('[data-part="select-page"]');
  const allBox = form.querySelector("input[name=all]");
  const buttons = form.querySelectorAll("[formaction]");

  function render() {
    const selected = boxes.filter((box) => box.checked).length;
    const count = allBox && allBox.checked ? Number(allBox.dataset.total) : selected;
    status.textContent = count ? status.dataset.selected.replace("{number}", count) : status.dataset.none;
    pageBox.checked = selected > 0 && selected === boxes.length;
    pageBox.indeterminate = selected > 0 && selected < boxes.length;
    for (const button of buttons) button.disabled = count === 0;
  }

  pageBox.hidden = false;
  pageBox.addEventListener("change", () => {
    for (const box of boxes) box.checked = pageBox.checked;
    render();
  });
  form.addEventListener("change", render);
  // Going back, a browser restores the selection after scripts have run.
  window.addEventListener("pageshow", render);
  render();
}

document.querySelectorAll('[data-module="bulk-select"]').forEach(bulkSelect);
