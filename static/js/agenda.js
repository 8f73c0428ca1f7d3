/* The agenda's board: sessions moved with mouse, finger or keyboard, what others do shown as it happens. Without this script
   the same is done with forms. */

import { board } from "./agenda/board.js";
import { followPointers } from "./agenda/drag.js";
import { keepStep } from "./agenda/held.js";
import { listenToKeys } from "./agenda/keys.js";
import { remember } from "./agenda/patch.js";
import { dress, filterTray, keepAsking, send } from "./agenda/server.js";

document.querySelector(".ed-planning-help").hidden = false;
keepStep();
remember(board());
dress();
followPointers();
listenToKeys();
keepAsking();
matchMedia("(min-width: 992px)").addEventListener("change", dress);

document.addEventListener("input", (event) => {
  if (event.target.closest(".ed-tray-filters")) filterTray();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("#agenda form[data-step]");
  if (form) {
    event.preventDefault();
    send(form.action, {});
  }
});

// A footnote that is folded away is unfolded by the number that leads to it.
document.addEventListener("click", (event) => {
  const hash = event.target.closest("#agenda .ed-note-number")?.hash;
  const more = hash && document.getElementById("more-clashes");
  if (more?.querySelector(hash)) more.open = true;
});

const dialog = document.getElementById("agenda-ask");
dialog.addEventListener("click", (event) => {
  const answer = event.target.closest("button");
  if (answer) dialog.close(answer.value);
});
