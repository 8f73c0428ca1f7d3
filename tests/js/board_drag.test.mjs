/* Moving sessions on the agenda with pointer and keyboard: what is sent, what the answer does to the board, and undo. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import {
  announced, boardHtml, cardOf, FIRST, ghost, HALL_X, openBoard, press, STUDIO_X, TRAY_X, withOpening, yOf,
} from "./board_page.mjs";
import { settle, stubFetch } from "./page.mjs";

const PLACE_URL = "/desk/days/sessions/AAA/place";

/* interact.js tracks real pointers; the tests call the functions that it would call. */
let pointer = {};
globalThis.interact = () => ({
  draggable(options) {
    pointer = options.listeners;
    return this;
  },
  resizable() {
    return this;
  },
  styleCursor() {
    return this;
  },
  actionChecker(check) {
    pointer = { ...pointer, check };
    return this;
  },
});

openBoard();
const { dragging, endDrag } = await import("../../static/js/agenda/drag_state.js");
const { decorate, filterTray, isPending, post, startPolling } = await import("../../static/js/agenda/api.js");
const { rememberCards } = await import("../../static/js/agenda/dom_patch.js");
const { listenToKeyboard } = await import("../../static/js/agenda/keyboard.js");
const { listenToPointer } = await import("../../static/js/agenda/pointer_drag.js");

beforeEach(() => {
  endDrag();
  openBoard();
  rememberCards(document.getElementById("agenda"));
  decorate();
  listenToPointer();
  listenToKeyboard();
});

const html = (...board) => new Response(boardHtml(...board));

/** Press on a card 20 pixels below its top, as interact.js reports it. */
function grab(code) {
  const target = cardOf(code);
  pointer.start({ target, clientY0: target.getBoundingClientRect().top + 20, interaction: { stop() {} } });
}

const moveTo = (clientX, clientY, type = "dragmove") => pointer.move({ type, clientX, clientY });
const times = (code) => [cardOf(code).dataset.start, cardOf(code).dataset.minutes, cardOf(code).dataset.room];

test("a card dropped elsewhere is saved, and the board shows what the server answers", async () => {
  const moved = withOpening({ start: 630, room: "studio" });
  const requests = stubFetch(() => html(moved, { announcement: "Moved.", undo: true }));
  const untouched = cardOf("BBB");
  grab("AAA");
  moveTo(STUDIO_X, yOf(10, 33) + 20);
  assert.equal(ghost().textContent, "14 October, 10:30–11:00, Studio. Free");
  pointer.end({});
  assert.equal(isPending(), true);
  await settle();

  assert.deepEqual(requests, [{
    url: PLACE_URL,
    fields: {
      csrf_token: "token", view: "2026-10-14", version: "1",
      day: "2026-10-14", minutes: "30", starts: "10:30", room: "studio",
    },
  }]);
  assert.deepEqual(times("AAA"), ["630", "30", "studio"]);
  assert.equal(announced(), "Moved.");
  assert.equal(ghost(), null);
  assert.equal(isPending(), false);
  assert.equal(document.activeElement, cardOf("AAA").querySelector(".ed-move"));
  assert.equal(cardOf("BBB"), untouched, "cards that did not change are not replaced");
});

test("a move is undone with Ctrl+Z", async () => {
  const requests = stubFetch((url) =>
    url.endsWith("/undo") ? html(FIRST, { announcement: "Undone." }) : html(withOpening({ start: 600 }), { undo: true }),
  );
  press("z", { ctrlKey: true });
  await settle();
  assert.deepEqual(requests, [], "nothing can be undone yet");

  grab("AAA");
  moveTo(HALL_X, yOf(10) + 20);
  pointer.end({});
  await settle();
  assert.equal(times("AAA")[0], "600");
  press("z", { ctrlKey: true });
  await settle();

  assert.deepEqual(requests.map(({ url }) => url), [PLACE_URL, "https://events.example/desk/days/agenda/undo"]);
  assert.equal(times("AAA")[0], "540");
  assert.equal(announced(), "Undone.");
});

test("Escape cancels a drag: nothing is sent when the pointer is released", async () => {
  const requests = stubFetch(() => html(FIRST));
  grab("AAA");
  moveTo(STUDIO_X, yOf(11));
  press("Escape");
  moveTo(STUDIO_X, yOf(11, 30));
  pointer.end({});
  await settle();

  assert.deepEqual(requests, []);
  assert.equal(dragging(), null);
  assert.equal(ghost(), null);
  assert.equal(announced(), "Opening is put back.");
});

test("a press without a movement sends nothing, also after a cancelled drag", async () => {
  const requests = stubFetch(() => html(FIRST));
  grab("AAA");
  moveTo(STUDIO_X, yOf(11));
  press("Escape");
  pointer.end({});
  grab("DDD");
  pointer.end({});
  await settle();

  assert.deepEqual(requests, []);
});

test("the click that ends a drag opens no page, the next one does", async () => {
  const opened = [];
  addEventListener("click", (event) => opened.push(event.defaultPrevented));
  grab("AAA");
  pointer.end({});
  const click = () => {
    const event = new MouseEvent("click", { bubbles: true, cancelable: true });
    cardOf("AAA").querySelector("h3").dispatchEvent(event);
  };
  click();
  await settle();
  click();
  assert.deepEqual(opened, [false]);

  // Where the browser sends no click at the end of a drag, the next click is the reader's own.
  grab("AAA");
  pointer.end({});
  await settle();
  click();
  assert.deepEqual(opened, [false, false]);
});

test("the lower edge changes the length, in steps of the snap interval", async () => {
  const requests = stubFetch(() => html(withOpening({ minutes: 75 })));
  grab("AAA");
  moveTo(HALL_X, yOf(10, 13), "resizemove");
  pointer.end({});
  await settle();

  assert.deepEqual([requests[0].fields.starts, requests[0].fields.minutes], ["09:00", "75"]);
  assert.deepEqual(times("AAA"), ["540", "75", "hall"]);
});

test("a drop into the tray is sent again when the question is confirmed, and not when it is declined", async () => {
  const dialog = document.getElementById("agenda-confirm");
  const requests = stubFetch((_, fields) =>
    fields.sure ? html(withOpening({ start: 600 })) : html(FIRST, { confirm: "Six people have a seat. Unschedule?" }),
  );
  for (const answer of ["no", "yes"]) {
    grab("AAA");
    moveTo(TRAY_X, yOf(10));
    pointer.end({});
    await settle();
    assert.equal(dialog.querySelector("p").textContent, "Six people have a seat. Unschedule?");
    dialog.close(answer);
    await settle();
  }

  const sent = requests.map(({ fields }) => [fields.tray, fields.sure]);
  assert.deepEqual(sent, [["y", undefined], ["y", undefined], ["y", "y"]]);
});

test("without an answer the card stays and the message says so", async () => {
  stubFetch(() => {
    throw new TypeError("network");
  });
  grab("AAA");
  moveTo(STUDIO_X, yOf(10, 30) + 20);
  pointer.end({});
  await settle();

  assert.deepEqual(times("AAA"), ["540", "30", "hall"]);
  assert.equal(announced(), "No connection.");
  assert.equal(document.getElementById("agenda").hasAttribute("aria-busy"), false);
});

test("an ended sign-in is announced, a refused move shows the board as it is", async () => {
  const refused = boardHtml(FIRST, { announcement: "Taken." });
  const answers = [new Response("", { status: 401 }), new Response(refused, { status: 409 })];
  stubFetch(() => answers.shift());
  await post(PLACE_URL, {});
  const first = announced();
  await post(PLACE_URL, {});

  assert.deepEqual([first, announced()], ["Signed out.", "Taken."]);
});

test("pointers drag cards, fingers only by the handle, nothing while something is sent", async () => {
  const check = (selector, pointerType) =>
    pointer.check({ pointerType }, { target: cardOf("AAA").querySelector(selector), pointerType }, "drag");
  let release;
  stubFetch(() => new Promise((resolve) => {
    release = () => resolve(html(FIRST));
  }));

  assert.deepEqual([check("h3", "mouse"), check(".ed-move", "mouse")], ["drag", null]);
  assert.deepEqual([check("h3", "touch"), check(".ed-grip", "touch")], [null, "drag"]);
  const sent = post(PLACE_URL, {});
  assert.equal(check("h3", "mouse"), null);
  release();
  await sent;
  assert.equal(check("h3", "mouse"), "drag");
});

test("with the keyboard a session is picked up, moved and dropped", async () => {
  const requests = stubFetch(() => html(withOpening({ start: 555, minutes: 45, room: "studio" })));
  press("Enter", {}, cardOf("AAA").querySelector(".ed-move"));
  assert.equal(announced(), "Opening is picked up.");
  assert.equal(document.activeElement, ghost().firstElementChild);
  press("ArrowDown");
  press("ArrowRight");
  press("ArrowDown", { shiftKey: true });
  assert.equal(announced(), "Opening: 14 October, 09:15–10:00, Studio. Free");
  press("Enter");
  await settle();

  const { starts, minutes, room } = requests[0].fields;
  assert.deepEqual([starts, minutes, room], ["09:15", "45", "studio"]);
});

test("Escape with the keyboard puts the session back and returns the focus to it", async () => {
  const requests = stubFetch(() => html(FIRST));
  const link = cardOf("AAA").querySelector(".ed-move");
  press("Enter", {}, link);
  press("ArrowDown");
  press("Escape");
  await settle();

  assert.deepEqual(requests, []);
  assert.equal(document.activeElement, link);
  assert.equal(announced(), "Opening is put back.");
});

test("a drop where the session was sends nothing", async () => {
  const requests = stubFetch(() => html(FIRST));
  press("Enter", {}, cardOf("AAA").querySelector(".ed-move"));
  press("ArrowDown");
  press("ArrowUp");
  press(" ");
  await settle();

  assert.deepEqual(requests, []);
  assert.equal(announced(), "Opening is put back.");
});

test("a break does not change its room", () => {
  press("Enter", {}, cardOf("CCC").querySelector(".ed-move"));
  press("ArrowRight");

  assert.equal(announced(), "A break keeps its room.");
  assert.equal(dragging().target.room, "");
});

test("the tray is filtered by text without accents and by track, also after the board was replaced", async () => {
  const shown = () => [...document.querySelectorAll(".ed-tray-item:not([hidden])")].map((item) => item.id);
  document.getElementById("tray-query").value = "DVORAK";
  filterTray();
  assert.deepEqual(shown(), ["s-EEE"]);

  stubFetch(() => html(withOpening({ start: 600 })));
  await post(PLACE_URL, {});
  assert.deepEqual(shown(), ["s-EEE"]);

  document.getElementById("tray-track").value = "A";
  filterTray();
  assert.deepEqual(shown(), []);
  assert.equal(document.getElementById("tray-no-match").hidden, false);
});

test("changes by others appear every four seconds, but never during a drag, and not once signed out", async () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const answers = [
    html(withOpening({ start: 600 }), { announcement: "Ieva moved Opening.", revision: 2 }),
    new Response("", { status: 401 }),
  ];
  const requests = stubFetch(() => answers.shift());
  startPolling();
  grab("BBB");
  mock.timers.tick(4000);
  await settle();
  assert.deepEqual(requests, []);

  endDrag();
  mock.timers.tick(4000);
  await settle();
  assert.deepEqual(requests.map(({ url }) => url), ["/desk/days/agenda/changes?since=1&step=1&day=2026-10-14"]);
  assert.equal(times("AAA")[0], "600");
  assert.equal(announced(), "Ieva moved Opening.");

  mock.timers.tick(4000);
  await settle();
  mock.timers.tick(4000);
  await settle();
  assert.equal(requests.length, 2);
  mock.timers.reset();
});
