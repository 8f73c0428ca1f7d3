/* The agenda board: sessions are moved with mouse, finger or keyboard, and changes by others appear as they happen.
   Without this script the same is done with forms. */

import { decorate, filterTray, post, startPolling } from "./agenda/api.js";
import { board } from "./agenda/board.js";
import { rememberCards } from "./agenda/dom_patch.js";
import { restoreSnap } from "./agenda/drag_state.js";
import { listenToKeyboard } from "./agenda/keyboard.js";
import { listenToPointer } from "./agenda/pointer_drag.js";

document.querySelector(".ed-planning-help").hidden = false;
restoreSnap();
rememberCards(board());
decorate();
listenToPointer();
listenToKeyboard();
startPolling();
matchMedia("(min-width: 992px)").addEventListener("change", decorate);

document.addEventListener("input", (event) => {
  if (event.target.closest(".ed-tray-filters")) filterTray();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("#agenda form[data-step]");
  if (form) {
    event.preventDefault();
    post(form.action, {});
  }
});

// A link to a conflict in the collapsed part of the list opens that part.
document.addEventListener("click", (event) => {
  const hash = event.target.closest("#agenda .ed-note-number")?.hash;
  const more = hash && document.getElementById("more-conflicts");
  if (more?.querySelector(hash)) more.open = true;
});

const dialog = document.getElementById("agenda-confirm");
dialog.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) dialog.close(button.value);
});
