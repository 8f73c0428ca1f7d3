/* The session that is being dragged, by mouse, finger or keyboard: its target is drawn on the grid and announced. */

import { dayGrids, days, formatTime, ROW_MINUTES, sessionOf } from "./board.js";
import { announce, format, messages } from "./live_region.js";

const SNAP_KEY = "eventdesk.agenda.snap";

/** The drag in progress, or null: {session, grids, target, ghost, byKeyboard}, where `target` is {day, start, minutes, room,
    tray}. */
let drag = null;

export const dragging = () => drag;

/** Return the number of minutes that times snap to. */
export function snapMinutes() {
  return Number(document.getElementById("agenda-snap").value);
}

/** Restore the snap interval chosen on this device, and store later choices. */
export function restoreSnap() {
  const select = document.getElementById("agenda-snap");
  try {
    const stored = localStorage.getItem(SNAP_KEY);
    if ([...select.options].some((option) => option.value === stored)) select.value = stored;
    select.addEventListener("change", () => localStorage.setItem(SNAP_KEY, select.value));
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** Return the nearest time on the snap interval. */
export const snap = (minute) => Math.round(minute / snapMinutes()) * snapMinutes();

/** Start dragging a card or a tray item. Return false if that is not possible: another drag is on, or there is no grid. */
export function startDrag(element, byKeyboard) {
  const grids = dayGrids();
  if (drag || !grids.length) return false;
  const session = sessionOf(element);
  const grid = grids.find(({ day }) => day === session.day) || grids[0];
  const target = { day: grid.day, start: session.start, minutes: session.minutes, room: session.room, tray: false };
  if (target.start === null) {
    if (grid.columnOf(target.room) < 0 && session.kind === "session") target.room = grid.rooms[0].slug;
    target.start = grid.firstFree(target.room, target.minutes, snapMinutes());
  }
  drag = { session, grids, target, byKeyboard, ghost: null };
  element.classList.add("is-lifted");
  document.querySelector(".ed-agenda").classList.add("is-lifting");
  return true;
}

/** Change the target of the drag. A break or a plenary keeps its room. */
export function update(change) {
  const { session, target } = drag;
  if (session.kind !== "session") delete change.room;
  const before = JSON.stringify(target);
  Object.assign(target, change);
  target.minutes = Math.min(1440, Math.max(ROW_MINUTES, target.minutes));
  target.start = Math.min(1440 - ROW_MINUTES, Math.max(0, target.start));
  if (JSON.stringify(target) === before && drag.ghost) return;
  drawGhost();
}

/** Return a label for the target: "14 October, 14:00–14:45, Room 1.05. Free". */
export function positionLabel() {
  const { session, target } = drag;
  if (target.tray) return messages().tray;
  const grid = gridOf(target.day);
  const tab = days().find(({ day }) => day === target.day);
  const time = format(messages().when, {
    day: tab ? tab.label : target.day,
    start: formatTime(target.start),
    end: formatTime(target.start + target.minutes),
  });
  const room = drag.grids[0].rooms.find(({ slug }) => slug === target.room);
  const roomName = room && (room.slug || session.kind === "session") ? `, ${room.name}` : "";
  if (!grid) return time + roomName;
  const conflict = conflictIn(grid);
  return `${time}${roomName}. ${conflict ? format(messages().taken, { title: conflict.title }) : messages().free}`;
}

const gridOf = (day) => drag.grids.find((grid) => grid.day === day);

function conflictIn(grid) {
  const { session, target } = drag;
  return grid.conflict(session.code, target.room, target.start, target.minutes);
}

/** Draw the ghost: a frame at the target, above the cards and without moving any of them. */
function drawGhost() {
  const { session, target } = drag;
  const grid = gridOf(target.day) || drag.grids[0];
  const label = positionLabel();
  if (!drag.ghost) {
    drag.ghost = document.createElement("li");
    drag.ghost.className = "ed-ghost";
    drag.ghost.innerHTML = "<div role='application' tabindex='-1'><span></span></div>";
  }
  const ghost = drag.ghost;
  const frame = ghost.firstElementChild;
  if (ghost.parentElement !== grid.list) {
    const hadFocus = document.activeElement === frame;
    drag.isRedrawing = true;
    grid.list.append(ghost);
    if (hadFocus) frame.focus({ preventScroll: true });
    drag.isRedrawing = false;
  }
  const row = Math.min(grid.rowCount, Math.max(1, Math.floor((target.start - grid.firstMinute) / ROW_MINUTES) + 1));
  const length = Math.max(1, Math.min(Math.ceil(target.minutes / ROW_MINUTES), grid.rowCount - row + 1));
  const column = grid.columnOf(target.room);
  const spansRooms = session.kind !== "session" || column < 0;
  ghost.style.gridRow = `${row} / ${row + length}`;
  // An absolutely positioned element without an end line would reach to the end of the grid.
  ghost.style.gridColumn = spansRooms ? "2 / -1" : `${column + 2} / ${column + 3}`;
  ghost.hidden = target.tray && !drag.byKeyboard;
  ghost.classList.toggle("is-taken", !target.tray && Boolean(conflictIn(grid)));
  frame.firstElementChild.textContent = label;
  frame.setAttribute("aria-label", session.title);
  document.querySelector(".ed-tray").classList.toggle("is-drop-target", target.tray);
  for (const { day, link } of days()) {
    const isTarget = !target.tray && day === target.day && target.day !== session.day && !gridOf(day);
    link.classList.toggle("is-drop-target", isTarget);
  }
  if (drag.byKeyboard) announce(format(messages().position, { title: session.title, where: label }));
}

/** Move the focus to the ghost, so that arrow keys reach it with a screen reader too. */
export function focusGhost() {
  drawGhost();
  drag.ghost.firstElementChild.focus({ preventScroll: true });
  drag.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** End the drag without saving and return it, or null if there is none; the card is where it was. */
export function endDrag() {
  const ended = drag;
  if (!ended) return null;
  drag = null;
  ended.ghost?.remove();
  ended.session.element.classList.remove("is-lifted");
  document.querySelector(".ed-agenda").classList.remove("is-lifting");
  document.querySelectorAll("#agenda .is-drop-target").forEach((element) => element.classList.remove("is-drop-target"));
  return ended;
}

/** End the drag without saving, and announce that. */
export function cancel() {
  const ended = endDrag();
  if (ended) announce(format(messages().cancelled, { title: ended.session.title }));
}

/** Return whether the target differs from where the session is now. */
export function isChanged() {
  const { session, target } = drag;
  if (target.tray) return session.start !== null;
  return ["day", "start", "minutes", "room"].some((name) => session[name] !== target[name]);
}
