/* An agenda board of one day with two rooms, for the tests of dragging. A row of the grid is 5 minutes and 10 pixels. */

import { openPage } from "./page.mjs";

const GRID_TOP = 100;
const ROWS = 36;
const MESSAGES = {
  picked_up: "%(title)s is picked up.",
  position: "%(title)s: %(where)s",
  when: "%(day)s, %(start)s–%(end)s",
  free: "Free",
  taken: "Taken by %(title)s",
  cancelled: "%(title)s is put back.",
  tray: "Unscheduled",
  failed: "No connection.",
  signed_out: "Signed out.",
  room_fixed: "A break keeps its room.",
};

/** Return the vertical position of a time of the day on the screen. */
export const yOf = (hour, minute = 0) => GRID_TOP + (((hour - 9) * 60 + minute) / 5) * 10;

/** Horizontal positions inside the two rooms, and over the tray. */
export const HALL_X = 200;
export const STUDIO_X = 400;
export const TRAY_X = 900;

const OPENING = { code: "AAA", title: "Opening", start: 540, minutes: 30, room: "hall" };
const PANEL = { code: "BBB", title: "Panel", start: 600, minutes: 30, room: "studio" };
const LUNCH = { code: "CCC", title: "Lunch", start: 690, minutes: 15, room: "", kind: "break" };
const SKETCH = { code: "DDD", title: "Sketch", minutes: 20, room: "", track: "A" };
const DVORAK = { code: "EEE", title: "Dvořák today", minutes: 20, room: "", track: "B" };

/** The board as it is at first: three sessions with a time, two in the tray. */
export const FIRST = { sessions: [OPENING, PANEL, LUNCH], tray: [SKETCH, DVORAK] };

/** Return FIRST with the opening at another time or place. */
export const withOpening = (change) => ({ ...FIRST, sessions: [{ ...OPENING, ...change }, PANEL, LUNCH] });

const move = (code) => `<a class="ed-move" href="/desk/days/sessions/${code}/move">Move</a>`;

function card({ code, title, start, minutes, room, kind = "session" }) {
  return `<li class="ed-session" id="s-${code}" data-start="${start}" data-minutes="${minutes}" data-room="${room}"
    data-kind="${kind}" data-version="1"><h3><a href="/desk/days/sessions/${code}/">${title}</a></h3>${move(code)}
    <span class="ed-grip"></span><span class="ed-edge"></span></li>`;
}

function trayItem({ code, title, minutes, room, track }) {
  return `<li class="ed-tray-item" id="s-${code}" data-minutes="${minutes}" data-room="${room}" data-kind="session"
    data-version="1" data-track="${track}"><h3><a href="#">${title}</a></h3>${move(code)}<span class="ed-grip"></span></li>`;
}

function stepForm(name, isEnabled) {
  return `<form method="post" action="https://events.example/desk/days/agenda/${name}" data-step="${name}">
    <input type="hidden" name="csrf_token" value="token"><button ${isEnabled ? "" : "disabled"}>${name}</button></form>`;
}

/** Return the HTML of the board, as the server sends it after a change. */
export function boardHtml({ sessions, tray }, { announcement = "", confirm = "", undo = false, revision = 1 } = {}) {
  return `<div id="agenda" data-revision="${revision}" data-step="1" data-view="2026-10-14"
      data-announcement="${announcement}" data-confirm="${confirm}">
    <div data-part="head">${stepForm("undo", undo)}${stepForm("redo", false)}</div>
    <div class="ed-agenda">
      <section class="ed-tray" data-part="tray">
        <div class="ed-tray-filters" hidden><input type="search" id="tray-query"><select id="tray-track"><option value="">All
        </option><option value="A">A</option><option value="B">B</option></select><p id="tray-no-match" hidden>None</p></div>
        <ul>${tray.map(trayItem).join("")}</ul>
      </section>
      <div>
        <div data-part="tabs"><nav class="ed-days"><a href="https://events.example/?day=all"><b>All days</b></a>
          <a href="https://events.example/?day=2026-10-14"><b>14 October</b></a>
          <a href="https://events.example/?day=2026-10-15"><b>15 October</b></a></nav></div>
        <section class="ed-day-board"><div class="ed-programme ed-planning">
          <div class="ed-rooms"><p data-room="hall"><b>Great hall</b></p><p data-room="studio"><b>Studio</b></p></div>
          <ol class="ed-sessions ed-grid" data-day="2026-10-14" data-first="540">${sessions.map(card).join("")}</ol>
        </div></section>
      </div>
    </div>
  </div>`;
}

/** Open the agenda page with the board as it is at first, laid out as a browser would. */
export function openBoard() {
  const window = openPage(
    `${boardHtml(FIRST)}
    <div class="ed-planning-help" hidden><select id="agenda-snap"><option value="5">5</option>
      <option value="15" selected>15</option><option value="30">30</option></select></div>
    <p id="agenda-live-region" role="status"></p>
    <dialog id="agenda-confirm"><h2></h2><p></p><button value="yes">Yes</button><button value="no">No</button></dialog>`,
    "https://events.example/desk/days/agenda",
  );
  document.getElementById("agenda-confirm").dataset.messages = JSON.stringify(MESSAGES);
  const box = (left, right, top, bottom) => ({ left, right, top, bottom, width: right - left, height: bottom - top });
  window.HTMLElement.prototype.getBoundingClientRect = function getBoundingClientRect() {
    if (this.matches(".ed-grid")) return box(100, 500, GRID_TOP, GRID_TOP + ROWS * 10);
    if (this.matches("[data-room=hall]")) return box(100, 300, 0, 50);
    if (this.matches("[data-room=studio]")) return box(306, 500, 0, 50);
    if (this.matches(".ed-session")) {
      const top = GRID_TOP + (Number(this.dataset.start) - 540) * 2;
      return box(100, 300, top, top + Number(this.dataset.minutes) * 2);
    }
    return box(0, 0, 0, 0);
  };
  window.HTMLElement.prototype.scrollIntoView = () => {};
  globalThis.getComputedStyle = () => ({ gridTemplateRows: Array(ROWS).fill("10px").join(" ") });
  document.elementFromPoint = (x) => document.querySelector(x >= TRAY_X ? ".ed-tray ul" : ".ed-grid");
  return window;
}

export const announced = () => document.getElementById("agenda-live-region").textContent.trim();
export const cardOf = (code) => document.getElementById(`s-${code}`);
export const ghost = () => document.querySelector(".ed-ghost");

export function press(key, options = {}, element = document.activeElement || document.body) {
  element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...options }));
}
