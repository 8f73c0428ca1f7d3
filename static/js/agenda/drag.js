/* Sessions moved with a mouse, a pen or a finger; interact.js follows the pointer. */

import { days, isWide } from "./board.js";
import { aim, inHand, letGo, pickUp, snap, wouldChange } from "./held.js";
import { fill, say, words } from "./said.js";
import { busy, place } from "./server.js";

const CARDS = "#agenda .ed-planning .ed-session, #agenda .ed-tray-item";
const EDGE = 60;
/** Pixels that a frame scrolls at most. */
const SPEED = 12;
/** How far below the pointer the top of a session is held that comes from the tray. */
const FROM_TRAY = 12;

let grip = 0;
let point = null;
let scrolling = 0;

/** Return what to do with a press: nothing on links and numbers, and with a finger only by the dots and the edge. */
function allowed(pointer, event, action) {
  const touched = event.target;
  if (!isWide() || busy() || inHand() || touched.closest(".ed-move, .ed-note-number")) return null;
  const isFinger = (event.pointerType || pointer.pointerType) === "touch";
  return isFinger && !touched.closest(".ed-grip, .ed-edge") ? null : action;
}

function begin(event) {
  const element = event.target;
  if (!pickUp(element, false)) return event.interaction.stop();
  grip = element.matches(".ed-tray-item") ? FROM_TRAY : event.clientY0 - element.getBoundingClientRect().top;
  addEventListener("click", swallow, { capture: true, once: true });
  return undefined;
}

/** The click that ends a drag opens no page. */
function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

function follow(event) {
  if (!inHand()) return;
  point = event.type === "resizemove" ? { edge: event.clientY } : { x: event.clientX, y: event.clientY };
  look();
  const y = event.clientY;
  const x = event.clientX;
  cancelAnimationFrame(scrolling);
  if (y < EDGE || y > innerHeight - EDGE || x > innerWidth - EDGE || x < EDGE) scrolling = requestAnimationFrame(scroll);
}

/** Aim at what is under the pointer: a place of a grid, a day's tab, or the tray. */
function look() {
  const { session, sheets, to } = inHand();
  if (point.edge !== undefined) {
    const sheet = sheets.find(({ day }) => day === session.day);
    aim({ minutes: snap(sheet.minuteAt(point.edge)) - session.start });
    return;
  }
  const under = document.elementFromPoint(point.x, point.y);
  const tab = days().find(({ link }) => link.contains(under));
  if (under?.closest(".ed-tray")) aim({ tray: true });
  else if (tab) aim({ tray: false, day: tab.day, start: session.start ?? to.start });
  else {
    const [sheet] = sheets.toSorted((one, other) => one.distance(point.y) - other.distance(point.y));
    aim({ tray: false, day: sheet.day, start: snap(sheet.minuteAt(point.y - grip)), room: sheet.roomAt(point.x).slug });
  }
}

/** Scroll the page, or a grid that is wider than it, while the pointer is held near an edge. */
function scroll() {
  if (!inHand() || !point) return;
  const y = point.edge ?? point.y;
  const by = (at, end) => Math.max(-SPEED, Math.min(SPEED, (at < EDGE ? at - EDGE : at > end - EDGE ? at - end + EDGE : 0) / 4));
  scrollBy(0, by(y, innerHeight));
  const region = inHand().sheets[0].list.closest(".is-scrolled");
  if (region && point.x !== undefined) {
    const box = region.getBoundingClientRect();
    region.scrollBy(by(point.x - box.left, box.width), by(y - box.top, box.height));
  }
  look();
  scrolling = requestAnimationFrame(scroll);
}

function end() {
  cancelAnimationFrame(scrolling);
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
  if (!inHand()) return;
  const isNew = point && wouldChange();
  point = null;
  const gone = letGo();
  if (isNew) place(gone);
}

/** Put back what a pointer holds. */
export function dropBack() {
  point = null;
  const gone = letGo();
  if (gone) say(fill(words().back, { title: gone.session.title }));
}

export function followPointers() {
  const listeners = { start: begin, move: follow, end };
  interact(CARDS)
    .draggable({ listeners })
    .resizable({ edges: { bottom: ".ed-edge" }, listeners })
    .styleCursor(false)
    .actionChecker(allowed);
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("#agenda .ed-session, #agenda .ed-tray-item")) event.preventDefault();
  });
}
