/* Sessions moved with the keyboard alone, and undo and redo by their usual keys. */

import { board, days } from "./board.js";
import { dropBack } from "./drag.js";
import { aim, focusHeld, inHand, letGo, pickUp, step, wouldChange } from "./held.js";
import { fill, say, words } from "./said.js";
import { busy, place, send } from "./server.js";

/** Return the next time in a direction that is snapped to. */
function next(minute, direction) {
  const by = step();
  return (direction > 0 ? Math.floor(minute / by) + 1 : Math.ceil(minute / by) - 1) * by;
}

function otherDay(direction) {
  const all = days();
  const here = all.findIndex(({ day }) => day === inHand().to.day);
  const there = all[here + direction];
  if (there) aim({ tray: false, day: there.day });
}

function otherRoom(direction) {
  const { session, sheets, to } = inHand();
  if (session.kind !== "session") {
    say(words().stays);
    return;
  }
  const there = sheets[0].rooms[sheets[0].column(to.room) + direction];
  if (there) aim({ tray: false, room: there.slug });
}

const MOVES = {
  ArrowUp: (to) => aim({ tray: false, start: next(to.start, -1) }),
  ArrowDown: (to) => aim({ tray: false, start: next(to.start, 1) }),
  ArrowLeft: () => otherRoom(-1),
  ArrowRight: () => otherRoom(1),
  PageUp: () => otherDay(-1),
  PageDown: () => otherDay(1),
  t: () => aim({ tray: true }),
  Delete: () => aim({ tray: true }),
};

function whileHeld(event) {
  const { to, session, ghost } = inHand();
  if (event.key === "Escape") {
    const code = session.code;
    dropBack();
    board().querySelector(`#s-${CSS.escape(code)} .ed-move`)?.focus();
  } else if (event.key === "Enter" || event.key === " ") drop();
  else if (event.shiftKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    aim({ tray: false, minutes: Math.max(step(), to.minutes + (event.key === "ArrowDown" ? step() : -step())) });
  } else if (MOVES[event.key] && !event.ctrlKey && !event.metaKey) MOVES[event.key](to);
  else return;
  event.preventDefault();
  if (inHand()) ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function drop() {
  const isNew = wouldChange();
  const gone = letGo();
  if (isNew) {
    place(gone);
    return;
  }
  say(fill(words().back, { title: gone.session.title }));
  gone.session.element.querySelector(".ed-move").focus();
}

function begin(event, element) {
  if (!pickUp(element, true)) return;
  event.preventDefault();
  if (event.key === "Delete" || event.key === "t") {
    aim({ tray: true });
    drop();
    return;
  }
  focusHeld();
  say(fill(words().held, { title: inHand().session.title }));
}

function walkSteps(event) {
  const name = event.key.toLowerCase() === "y" || event.shiftKey ? "redo" : "undo";
  const form = board().querySelector(`form[data-step="${name}"]`);
  if (!form.querySelector("button").disabled) {
    event.preventDefault();
    send(form.action, {});
  }
}

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || busy()) return;
    const target = event.target;
    if (inHand()) {
      if (inHand().byKeys) whileHeld(event);
      else if (event.key === "Escape") dropBack();
      return;
    }
    if (target.closest("input, select, textarea, dialog")) return;
    if ((event.ctrlKey || event.metaKey) && ["z", "Z", "y"].includes(event.key)) {
      walkSteps(event);
      return;
    }
    const way = target.closest("#agenda .ed-move");
    if (way && !event.ctrlKey && ["Enter", " ", "Delete", "t"].includes(event.key)) begin(event, way.closest("li"));
  });
  document.addEventListener("focusout", (event) => {
    const held = inHand();
    if (held?.byKeys && !held.isRedrawn && held.ghost?.contains(event.target)) setTimeout(() => inHand() === held && !busy() && dropBack());
  });
}
