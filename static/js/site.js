/* Small enhancements of pages that work without them. Each function is bound to the elements that name it in data-module. */

/** Move the focus to the summary of errors, so that it is read first. */
function errorSummary(box) {
  box.focus();
}

/** Close an open menu with Escape, and on a click elsewhere. */
function menu(details) {
  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) {
      details.open = false;
      details.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
}

/** Show the button that copies a text, and confirm on it when that is done. */
function copyText(button) {
  if (!navigator.clipboard) return;
  const label = button.lastChild;
  const original = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.text);
    label.textContent = ` ${button.dataset.done}`;
    setTimeout(() => {
      label.textContent = original;
    }, 3000);
  });
}

/** Reload the page after a few seconds: a background task is producing what it shows. */
function autoReload(element) {
  setTimeout(() => location.reload(), 1000 * Number(element.dataset.seconds || 3));
}

function printPage(button) {
  button.addEventListener("click", () => print());
}

const modules = {
  "auto-reload": autoReload,
  "copy-text": copyText,
  "error-summary": errorSummary,
  menu,
  print: printPage,
};

for (const [name, start] of Object.entries(modules)) {
  document.querySelectorAll(`[data-module="${name}"]`).forEach(start);
}
