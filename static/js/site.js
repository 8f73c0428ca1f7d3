/* Small help for pages that work without it. Each function is bound to the elements that name it in data-module. */

/** Give the focus to the list of what is wrong, so that it is read first. */
function errorSummary(box) {
  box.focus();
}

/** Close an open menu with Escape, and when the focus or a touch goes elsewhere. */
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

/** Show the button that copies an address, and say when it is done. */
function copyAddress(button) {
  if (!navigator.clipboard) return;
  const words = button.lastChild;
  const before = words.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.text);
    words.textContent = ` ${button.dataset.done}`;
    setTimeout(() => {
      words.textContent = before;
    }, 3000);
  });
}

/** Ask the page again after a while: what it shows is being made elsewhere. */
function askAgain(element) {
  setTimeout(() => location.reload(), 1000 * Number(element.dataset.seconds || 3));
}

const modules = {
  "ask-again": askAgain,
  "copy-address": copyAddress,
  "error-summary": errorSummary,
  menu,
};

for (const [name, start] of Object.entries(modules)) {
  document.querySelectorAll(`[data-module="${name}"]`).forEach(start);
}
