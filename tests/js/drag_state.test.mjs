/* Dragging a session: its target, the ghost that shows it, and what is announced. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { announced, cardOf, FIRST, ghost, openBoard } from "./board_page.mjs";

openBoard();
const state = await import("../../static/js/agenda/drag_state.js");

beforeEach(() => {
  state.endDrag();
  openBoard();
});

test("a drag shows its target as a ghost and leaves the card where it is", () => {
  assert.equal(state.startDrag(cardOf("AAA"), false), true);
  state.update({ start: 630, room: "studio" });

  assert.equal(state.positionLabel(), "14 October, 10:30–11:00, Studio. Free");
  assert.equal(ghost().textContent, "14 October, 10:30–11:00, Studio. Free");
  assert.deepEqual([ghost().style.gridRow, ghost().style.gridColumn], ["19 / 25", "3 / 4"]);
  assert.equal(ghost().classList.contains("is-taken"), false);
  assert.equal(cardOf("AAA").classList.contains("is-lifted"), true);
  assert.equal(cardOf("AAA").dataset.start, "540");
});

test("a target that overlaps another session says which", () => {
  state.startDrag(cardOf("AAA"), false);
  state.update({ start: 615, room: "studio" });

  assert.equal(state.positionLabel(), "14 October, 10:15–10:45, Studio. Taken by Panel");
  assert.equal(ghost().classList.contains("is-taken"), true);
});

test("sessions that only touch do not overlap", () => {
  state.startDrag(cardOf("AAA"), false);
  state.update({ start: 570, room: "studio" });

  assert.equal(state.positionLabel(), "14 October, 09:30–10:00, Studio. Free");
});

test("a drag back to where it began changes nothing", () => {
  state.startDrag(cardOf("AAA"), false);
  const seen = [state.isChanged()];
  state.update({ start: 600 });
  seen.push(state.isChanged());
  state.update({ start: 540 });
  seen.push(state.isChanged());
  state.update({ tray: true });
  seen.push(state.isChanged());

  assert.deepEqual(seen, [false, true, false, true]);
});

test("cancelling removes the ghost and every mark, and announces it", () => {
  state.startDrag(cardOf("AAA"), false);
  state.update({ tray: true });
  assert.equal(document.querySelectorAll("#agenda .is-drop-target").length, 1);

  state.cancel();

  assert.equal(state.dragging(), null);
  assert.equal(ghost(), null);
  assert.equal(document.querySelectorAll(".is-lifted, .is-lifting, .is-drop-target").length, 0);
  assert.equal(announced(), "Opening is put back.");
});

test("cancelling without a drag announces nothing", () => {
  state.cancel();

  assert.equal(announced(), "");
});

test("only one session is dragged at a time", () => {
  state.startDrag(cardOf("AAA"), false);

  assert.equal(state.startDrag(cardOf("BBB"), false), false);
  assert.equal(state.dragging().session.code, "AAA");
});

test("a tray item starts at the first free time of the first room", () => {
  state.startDrag(cardOf(FIRST.tray[0].code), true);

  const { day, start, minutes, room } = state.dragging().target;
  assert.deepEqual({ day, start, minutes, room }, { day: "2026-10-14", start: 570, minutes: 20, room: "hall" });
});

test("a break keeps its room and spans all of them", () => {
  state.startDrag(cardOf("CCC"), false);
  state.update({ start: 660, room: "studio" });

  assert.equal(state.dragging().target.room, "");
  assert.equal(ghost().style.gridColumn, "2 / -1");
});

test("a target stays within its day", () => {
  state.startDrag(cardOf("AAA"), false);
  state.update({ start: -30 });
  assert.equal(state.dragging().target.start, 0);
  state.update({ start: 1500, minutes: 0 });

  assert.deepEqual([state.dragging().target.start, state.dragging().target.minutes], [1435, 5]);
});

test("a target on another day marks the tab of that day", () => {
  state.startDrag(cardOf("AAA"), false);
  state.update({ day: "2026-10-15" });

  assert.equal(state.positionLabel(), "15 October, 09:00–09:30, Great hall");
  assert.deepEqual(
    [...document.querySelectorAll(".ed-days .is-drop-target")].map((link) => link.textContent),
    ["15 October"],
  );
});

test("with the keyboard every new position is announced", () => {
  state.startDrag(cardOf("AAA"), true);
  state.update({ start: 555 });

  assert.equal(announced(), "Opening: 14 October, 09:15–09:45, Great hall. Free");
});

test("the snap interval is stored on the device", () => {
  const select = document.getElementById("agenda-snap");
  state.restoreSnap();
  select.value = "30";
  select.dispatchEvent(new Event("change"));
  select.value = "15";

  state.restoreSnap();

  assert.equal(select.value, "30");
  assert.deepEqual([550, 556, 584, 586].map(state.snap), [540, 570, 570, 600]);
});
