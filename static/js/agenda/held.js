/* The session that is in hand, by mouse, finger or keyboard: where it would go, drawn on the grid and said. */

import { clock, days, ROW_MINUTES, sessionOf, sheets } from "./board.js";
import { fill, say, words } from "./said.js";

const STEP = "eventdesk-agenda-step";

/** What is in hand, or null: {session, sheets, to, ghost, byKeys}. `to` has day, start, minutes, room, tray. */
let held = null;

export const inHand = () => held;

/** Minutes to which times snap; kept on this device. */
export function step() {
  return Number(document.getElementById("agenda-snap").value);
}

export function keepStep() {
  const select = document.getElementById("agenda-snap");
  try {
    const kept = localStorage.getItem(STEP);
    if ([...select.options].some((option) => option.value === kept)) select.value = kept;
    select.addEventListener("change", () => localStorage.setItem(STEP, select.value));
  } catch {
    // A browser that keeps nothing still snaps.
  }
}

/** Return the nearest time that is snapped to. */
export const snap = (minute) => Math.round(minute / step()) * step();

/** Take a card or an item of the tray in hand, and return whether that is possible: there must be a grid. */
export function pickUp(element, byKeys) {
  const drawn = sheets();
  if (held || !drawn.length) return false;
  const session = sessionOf(element);
  const sheet = drawn.find(({ day }) => day === session.day) || drawn[0];
  const to = { day: sheet.day, start: session.start, minutes: session.minutes, room: session.room, tray: false };
  if (to.start === null) {
    if (sheet.column(to.room) < 0 && session.kind === "session") to.room = sheet.rooms[0].slug;
    to.start = sheet.firstFree(to.room, to.minutes, step());
  }
  held = { session, sheets: drawn, to, byKeys, ghost: null, isMoved: false };
  element.classList.add("is-lifted");
  document.querySelector(".ed-agenda").classList.add("is-lifting");
  return true;
}

/** Change where it would go; a break or a plenary keeps its room. */
export function aim(change) {
  const { session, to } = held;
  if (session.kind !== "session") delete change.room;
  const before = JSON.stringify(to);
  Object.assign(to, change);
  to.minutes = Math.min(1440, Math.max(ROW_MINUTES, to.minutes));
  to.start = Math.min(1440 - ROW_MINUTES, Math.max(0, to.start));
  if (JSON.stringify(to) === before && held.ghost) return;
  held.isMoved = true;
  draw();
}

/** Return where it would go in words: "14 October, 14:00–14:45, Room 1.05. Free". */
export function whereWords() {
  const { session, to } = held;
  if (to.tray) return words().tray;
  const sheet = sheetOf(to.day);
  const known = days().find(({ day }) => day === to.day);
  const when = fill(words().when, {
    day: known ? known.words : to.day,
    start: clock(to.start),
    end: clock(to.start + to.minutes),
  });
  const room = held.sheets[0].rooms.find(({ slug }) => slug === to.room);
  const place = room && (room.slug || session.kind === "session") ? `, ${room.name}` : "";
  if (!sheet) return when + place;
  const taker = sheet.taker(session.code, to.room, to.start, to.minutes);
  return `${when}${place}. ${taker ? fill(words().taken, { title: taker.title }) : words().free}`;
}

const sheetOf = (day) => held.sheets.find((sheet) => sheet.day === day);

/** Draw the ghost: where the session would be, above the cards and without moving any. */
function draw() {
  const { session, to } = held;
  const sheet = sheetOf(to.day) || held.sheets[0];
  const where = whereWords();
  if (!held.ghost) {
    held.ghost = document.createElement("li");
    held.ghost.className = "ed-ghost";
    held.ghost.innerHTML = "<div role='application' tabindex='-1'><span></span></div>";
  }
  const ghost = held.ghost;
  const inside = ghost.firstElementChild;
  if (ghost.parentElement !== sheet.list) {
    const hadFocus = document.activeElement === inside;
    held.isRedrawn = true;
    sheet.list.append(ghost);
    if (hadFocus) inside.focus({ preventScroll: true });
    held.isRedrawn = false;
  }
  const row = Math.min(sheet.rows, Math.max(1, Math.floor((to.start - sheet.first) / ROW_MINUTES) + 1));
  const length = Math.max(1, Math.min(Math.ceil(to.minutes / ROW_MINUTES), sheet.rows - row + 1));
  const column = sheet.column(to.room);
  const spans = session.kind !== "session" || column < 0;
  ghost.style.gridRow = `${row} / ${row + length}`;
  // What stands outside of the flow would else reach to the end of the grid.
  ghost.style.gridColumn = spans ? "2 / -1" : `${column + 2} / ${column + 3}`;
  ghost.hidden = to.tray && !held.byKeys;
  ghost.classList.toggle("is-taken", !to.tray && Boolean(sheet.taker(session.code, to.room, to.start, to.minutes)));
  inside.firstElementChild.textContent = where;
  inside.setAttribute("aria-label", session.title);
  document.querySelector(".ed-tray").classList.toggle("is-drop-target", to.tray);
  for (const { day, link } of days()) link.classList.toggle("is-drop-target", !to.tray && day === to.day && to.day !== held.session.day && !sheetOf(day));
  if (held.byKeys) say(fill(words().at, { title: session.title, where }));
}

/** Give the focus to what is in hand, so that arrow keys reach it with a screen reader too. */
export function focusHeld() {
  draw();
  held.ghost.firstElementChild.focus({ preventScroll: true });
  held.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Let go without a step; the card is where it was. */
export function letGo() {
  const gone = held;
  if (!gone) return null;
  held = null;
  gone.ghost?.remove();
  gone.session.element.classList.remove("is-lifted");
  document.querySelector(".ed-agenda").classList.remove("is-lifting");
  document.querySelectorAll("#agenda .is-drop-target").forEach((element) => element.classList.remove("is-drop-target"));
  return gone;
}

/** Return whether dropping it now would change anything. */
export function wouldChange() {
  const { session, to } = held;
  if (to.tray) return session.start !== null;
  return ["day", "start", "minutes", "room"].some((name) => session[name] !== to[name]);
}
