/* Moves sessions with the keyboard alone; undo and redo by their usual keys. */

import { isPending, post, saveMove } from "./api.js";
import { board, days } from "./board.js";
import { cancel, dragging, endDrag, focusGhost, isChanged, snapMinutes, startDrag, update } from "./drag_state.js";
import { announce, format, messages } from "./live_region.js";

/** Return the next time on the snap interval, later (1) or earlier (-1). */
function nextSnap(minute, direction) {
  const step = snapMinutes();
  return (direction > 0 ? Math.floor(minute / step) + 1 : Math.ceil(minute / step) - 1) * step;
}

function moveByDay(direction) {
  const all = days();
  const index = all.findIndex(({ day }) => day === dragging().target.day);
  const next = all[index + direction];
  if (next) update({ tray: false, day: next.day });
}

function moveByRoom(direction) {
  const { session, grids, target } = dragging();
  if (session.kind !== "session") {
    announce(messages().room_fixed);
    return;
  }
  const next = grids[0].rooms[grids[0].columnOf(target.room) + direction];
  if (next) update({ tray: false, room: next.slug });
}

const ACTIONS = {
  ArrowUp: (target) => update({ tray: false, start: nextSnap(target.start, -1) }),
  ArrowDown: (target) => update({ tray: false, start: nextSnap(target.start, 1) }),
  ArrowLeft: () => moveByRoom(-1),
  ArrowRight: () => moveByRoom(1),
  PageUp: () => moveByDay(-1),
  PageDown: () => moveByDay(1),
  t: () => update({ tray: true }),
  Delete: () => update({ tray: true }),
};

function handleDragKey(event) {
  const { target, session, ghost } = dragging();
  if (event.key === "Escape") {
    cancel();
    board().querySelector(`#s-${CSS.escape(session.code)} .ed-move`)?.focus();
  } else if (event.key === "Enter" || event.key === " ") drop();
  else if (event.shiftKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    const step = event.key === "ArrowDown" ? snapMinutes() : -snapMinutes();
    update({ tray: false, minutes: Math.max(snapMinutes(), target.minutes + step) });
  } else if (ACTIONS[event.key] && !event.ctrlKey && !event.metaKey) ACTIONS[event.key](target);
  else return;
  event.preventDefault();
  if (dragging()) ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function drop() {
  if (isChanged()) {
    saveMove(endDrag());
    return;
  }
  const { element } = dragging().session;
  cancel();
  element.querySelector(".ed-move").focus();
}

function start(event, element) {
  if (!startDrag(element, true)) return;
  event.preventDefault();
  if (event.key === "Delete" || event.key === "t") {
    update({ tray: true });
    drop();
    return;
  }
  focusGhost();
  announce(format(messages().picked_up, { title: dragging().session.title }));
}

function undoRedo(event) {
  const name = event.key.toLowerCase() === "y" || event.shiftKey ? "redo" : "undo";
  const form = board().querySelector(`form[data-step="${name}"]`);
  if (!form.querySelector("button").disabled) {
    event.preventDefault();
    post(form.action, {});
  }
}

export function listenToKeyboard() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isPending()) return;
    const element = event.target;
    if (dragging()) {
      if (dragging().byKeyboard) handleDragKey(event);
      else if (event.key === "Escape") cancel();
      return;
    }
    if (element.closest("input, select, textarea, dialog")) return;
    if ((event.ctrlKey || event.metaKey) && ["z", "Z", "y"].includes(event.key)) {
      undoRedo(event);
      return;
    }
    const moveLink = element.closest("#agenda .ed-move");
    const isStartKey = ["Enter", " ", "Delete", "t"].includes(event.key) && !event.ctrlKey;
    if (moveLink && isStartKey) start(event, moveLink.closest("li"));
  });
  // When the focus leaves the ghost, arrow keys no longer reach it: the drag ends.
  document.addEventListener("focusout", (event) => {
    const drag = dragging();
    if (drag?.byKeyboard && !drag.isRedrawing && drag.ghost?.contains(event.target)) {
      setTimeout(() => dragging() === drag && !isPending() && cancel());
    }
  });
}
