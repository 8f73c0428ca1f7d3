/* Moves sessions with a mouse, a pen or a finger; interact.js tracks the pointer. */

import { isPending, saveMove } from "./api.js";
import { days, isWide } from "./board.js";
import { dragging, endDrag, isChanged, snap, startDrag, update } from "./drag_state.js";

const CARDS = "#agenda .ed-planning .ed-session, #agenda .ed-tray-item";
/** The page scrolls while the pointer is this close to an edge of the window. */
const SCROLL_EDGE_PX = 60;
const MAX_SCROLL_PX = 12;
/** Distance from the pointer up to the top of a session that is dragged from the tray. */
const TRAY_GRAB_OFFSET_PX = 12;

let grabOffset = 0;
/** Where the pointer is, or null before it moves: {x, y}, or {bottom} while the lower edge is resized. */
let pointer = null;
let scrollFrame = 0;

/** Return the action for a press: none on links and numbers; with a finger only on the handle and the lower edge. */
function checkAction(pressed, event, action) {
  const element = event.target;
  if (!isWide() || isPending() || dragging() || element.closest(".ed-move, .ed-note-number")) return null;
  const isFinger = (event.pointerType || pressed.pointerType) === "touch";
  return isFinger && !element.closest(".ed-grip, .ed-edge") ? null : action;
}

function start(event) {
  const element = event.target;
  if (!startDrag(element, false)) return event.interaction.stop();
  pointer = null;
  const isFromTray = element.matches(".ed-tray-item");
  grabOffset = isFromTray ? TRAY_GRAB_OFFSET_PX : event.clientY0 - element.getBoundingClientRect().top;
  addEventListener("click", suppressClick, { capture: true, once: true });
  return undefined;
}

/** Keep the click at the end of a drag from opening a page. */
function suppressClick(event) {
  event.preventDefault();
  event.stopPropagation();
}

function move(event) {
  if (!dragging()) return;
  const { clientX: x, clientY: y } = event;
  pointer = event.type === "resizemove" ? { bottom: y } : { x, y };
  updateTarget();
  cancelAnimationFrame(scrollFrame);
  const isNearEdge = (at, end) => at < SCROLL_EDGE_PX || at > end - SCROLL_EDGE_PX;
  if (isNearEdge(y, innerHeight) || isNearEdge(x, innerWidth)) scrollFrame = requestAnimationFrame(autoScroll);
}

/** Set the target to what is under the pointer: a position in a grid, the tab of a day, or the tray. */
function updateTarget() {
  const { session, grids, target } = dragging();
  if (pointer.bottom !== undefined) {
    const grid = grids.find(({ day }) => day === session.day);
    update({ minutes: snap(grid.minuteAt(pointer.bottom)) - session.start });
    return;
  }
  const under = document.elementFromPoint(pointer.x, pointer.y);
  const tab = days().find(({ link }) => link.contains(under));
  if (under?.closest(".ed-tray")) update({ tray: true });
  else if (tab) update({ tray: false, day: tab.day, start: session.start ?? target.start });
  else {
    const [grid] = grids.toSorted((one, other) => one.distance(pointer.y) - other.distance(pointer.y));
    const start = snap(grid.minuteAt(pointer.y - grabOffset));
    update({ tray: false, day: grid.day, start, room: grid.roomAt(pointer.x).slug });
  }
}

/** Scroll the page, or a grid that is wider than it, while the pointer is near an edge. */
function autoScroll() {
  if (!dragging() || !pointer) return;
  const y = pointer.bottom ?? pointer.y;
  const speed = (at, end) => {
    const beyond = at < SCROLL_EDGE_PX ? at - SCROLL_EDGE_PX : at > end - SCROLL_EDGE_PX ? at - end + SCROLL_EDGE_PX : 0;
    return Math.max(-MAX_SCROLL_PX, Math.min(MAX_SCROLL_PX, beyond / 4));
  };
  scrollBy(0, speed(y, innerHeight));
  const region = dragging().grids[0].list.closest(".is-scrolled");
  if (region && pointer.x !== undefined) {
    const box = region.getBoundingClientRect();
    region.scrollBy(speed(pointer.x - box.left, box.width), speed(y - box.top, box.height));
  }
  updateTarget();
  scrollFrame = requestAnimationFrame(autoScroll);
}

function end() {
  cancelAnimationFrame(scrollFrame);
  setTimeout(() => removeEventListener("click", suppressClick, { capture: true }), 0);
  if (!dragging()) return;
  const mustSave = pointer && isChanged();
  const ended = endDrag();
  if (mustSave) saveMove(ended);
}

export function listenToPointer() {
  const listeners = { start, move, end };
  interact(CARDS)
    .draggable({ listeners })
    .resizable({ edges: { bottom: ".ed-edge" }, listeners })
    .styleCursor(false)
    .actionChecker(checkAction);
  // The browser's own dragging of links would interrupt ours.
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("#agenda .ed-session, #agenda .ed-tray-item")) event.preventDefault();
  });
}
