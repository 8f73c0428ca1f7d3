/* Favourites: stored on a visitor's device, imported when they sign in, and never lost when the server does not answer. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadScript, openPage, settle, stubFetch } from "./page.mjs";

const KEY = "eventdesk.favourites.days";
const CONFIG = `data-module="favourites" data-event="days" data-icons="/sprite.svg" data-label="Favourite"
  data-label-off="Add to favourites" data-label-on="Remove from favourites"`;
const SIGNED_IN = `${CONFIG} data-codes="S2" data-url="/events/days/stars" data-token="token"`;

const card = (code, title) =>
  `<article class="ed-session"><h3><a href="/events/days/sessions/${code}/">${title}</a></h3></article>`;

const programme = (config) => `<div hidden ${config}></div>
  <p data-part="favourite-error" data-message="Not saved."></p>
  <button data-part="favourites-filter" data-label="My favourites"><svg><use href="/sprite.svg#star"/></svg> My favourites</button>
  <span data-part="count">3 sessions</span><div data-part="no-favourites" hidden></div>
  <nav class="ed-days"><a href="https://events.example/events/days/programme?day=all">All</a></nav>
  <section class="ed-part">${card("S1", "Opening")}${card("S2", "Panel")}</section>
  <section class="ed-part"><article class="ed-session is-break"><h3>Lunch</h3></article>${card("S3", "Closing")}
  <article class="ed-session"><h3><a href="/events/other/sessions/S1/">Elsewhere</a></h3></article></section>`;

/** Open a programme on a device that stores these codes. */
async function open(config, stored = [], hash = "") {
  openPage(programme(config), `https://events.example/events/days/programme${hash}`);
  if (stored.length) localStorage.setItem(KEY, JSON.stringify(stored));
  await loadScript("favourites.js");
  await settle();
}

const stored = () => JSON.parse(localStorage.getItem(KEY));
const buttonOf = (title) => [...document.querySelectorAll(".ed-favourite")].find((button) => button.textContent.endsWith(title));
const pressed = () =>
  [...document.querySelectorAll(".ed-favourite[aria-pressed=true]")].map((button) => button.textContent);
const visible = () =>
  [...document.querySelectorAll(".ed-part:not([hidden]) .ed-session:not([hidden]) h3")].map((heading) => heading.textContent);

test("every session of the event has a button, breaks and other events have none", async () => {
  await open(CONFIG);

  assert.deepEqual([...document.querySelectorAll(".ed-favourite")].map((button) => button.textContent), [
    "Favourite: Opening", "Favourite: Panel", "Favourite: Closing",
  ]);
});

test("a visitor's favourites are stored on the device and nothing is sent", async () => {
  const requests = stubFetch(() => new Response(""));
  await open(CONFIG, ["S3"]);
  assert.deepEqual(pressed(), ["Favourite: Closing"]);

  buttonOf("Opening").click();
  await settle();
  assert.deepEqual(stored(), ["S3", "S1"]);
  assert.deepEqual(pressed(), ["Favourite: Opening", "Favourite: Closing"]);
  buttonOf("Closing").click();
  buttonOf("Opening").click();
  await settle();

  assert.equal(localStorage.getItem(KEY), null);
  assert.deepEqual(requests, []);
});

test("favourites added in another window meanwhile are kept", async () => {
  await open(CONFIG, ["S3"]);
  localStorage.setItem(KEY, JSON.stringify(["S3", "S9"]));

  buttonOf("Opening").click();
  await settle();

  assert.deepEqual(stored(), ["S3", "S9", "S1"]);
});

test("what the device stores is not trusted to be a list of codes", async () => {
  openPage(programme(CONFIG), "https://events.example/events/days/programme");
  localStorage.setItem(KEY, '{"S1": true');
  await loadScript("favourites.js");

  assert.deepEqual(pressed(), []);
});

test("a device that is full: the button changes back and the message says so", async () => {
  await open(CONFIG);
  const setItem = () => {
    throw new Error("QuotaExceededError");
  };
  globalThis.localStorage = { getItem: () => null, setItem };

  buttonOf("Opening").click();
  await settle();

  assert.deepEqual(pressed(), []);
  assert.equal(document.querySelector('[data-part="favourite-error"]').textContent, "Not saved.");
});

test("a signed-in reader's favourites are posted, and not stored on the device", async () => {
  const requests = stubFetch(() => new Response(null, { status: 204 }));
  await open(SIGNED_IN);
  assert.deepEqual(pressed(), ["Favourite: Panel"]);

  buttonOf("Opening").click();
  buttonOf("Panel").click();
  await settle();

  assert.deepEqual(requests, [
    { url: "/events/days/sessions/S1/star", fields: { csrf_token: "token" } },
    { url: "/events/days/sessions/S2/star/remove", fields: { csrf_token: "token" } },
  ]);
  assert.deepEqual(pressed(), ["Favourite: Opening"]);
  assert.equal(localStorage.length, 0);
});

test("a favourite that the server refuses is taken back", async () => {
  stubFetch(() => new Response("", { status: 400 }));
  await open(SIGNED_IN);

  buttonOf("Opening").click();
  assert.deepEqual(pressed(), ["Favourite: Opening", "Favourite: Panel"]);
  await settle();

  assert.deepEqual(pressed(), ["Favourite: Panel"]);
  assert.equal(document.querySelector('[data-part="favourite-error"]').textContent, "Not saved.");
});

test("after sign-in the favourites on the device are imported and removed from it", async () => {
  const requests = stubFetch(() => Response.json({ starred: ["S1", "S2", "S3"] }));
  await open(SIGNED_IN, ["S1", "S3"]);

  assert.deepEqual(requests, [{ url: "/events/days/stars", fields: { csrf_token: "token", codes: "S1 S3" } }]);
  assert.deepEqual(pressed(), ["Favourite: Opening", "Favourite: Panel", "Favourite: Closing"]);
  assert.equal(localStorage.getItem(KEY), null);
});

test("an import that fails leaves the favourites on the device", async () => {
  stubFetch(() => new Response("", { status: 503 }));
  await open(SIGNED_IN, ["S1"]);

  assert.deepEqual(stored(), ["S1"]);
  assert.deepEqual(pressed(), ["Favourite: Panel"]);
});

test("my agenda imports the favourites of every event and reloads only when something was imported", async () => {
  const agenda = '<div hidden data-module="import-favourites" data-token="token"></div>';
  const reloads = [];
  const imported = () => Response.json({ starred: ["S1"] });
  const requests = stubFetch((url) => (url.includes("days") ? imported() : new Response("", { status: 404 })));
  for (const events of [[], ["gone"], ["days", "gone"]]) {
    openPage(agenda, "https://events.example/my/");
    globalThis.location = { reload: () => reloads.push(events) };
    for (const event of events) localStorage.setItem(`eventdesk.favourites.${event}`, '["S1"]');
    localStorage.setItem("eventdesk.time-zone", "own");
    await loadScript("favourites.js");
  }

  assert.deepEqual(reloads, [["days", "gone"]]);
  assert.deepEqual(requests.map(({ url }) => url), ["/events/gone/stars", "/events/days/stars", "/events/gone/stars"]);
  assert.deepEqual(Object.keys(localStorage).sort(), ["eventdesk.favourites.gone", "eventdesk.time-zone"]);
});

test("the filter shows favourites only, counts them and follows changes", async () => {
  await open(CONFIG, ["S1"]);
  const filter = document.querySelector('[data-part="favourites-filter"]');
  const count = document.querySelector('[data-part="count"]');
  const day = document.querySelector(".ed-days a");
  assert.equal(filter.textContent.trim(), "My favourites (1)");

  filter.click();
  assert.deepEqual([visible(), count.textContent], [["Opening"], "My favourites: 1"]);
  assert.deepEqual([location.hash, day.hash], ["#starred", "#starred"]);
  buttonOf("Opening").click();
  await settle();
  assert.deepEqual([visible(), count.textContent], [[], "My favourites: 0"]);
  assert.equal(document.querySelector('[data-part="no-favourites"]').hidden, false);
  filter.click();

  assert.deepEqual([visible().length, count.textContent, location.hash, day.hash], [5, "3 sessions", "", ""]);
});

test("an address with the filter opens with the filter on", async () => {
  await open(CONFIG, ["S3"], "#starred");

  assert.deepEqual(visible(), ["Closing"]);
});

test("on a session's page the button replaces the form", async () => {
  openPage(
    `<div hidden ${CONFIG}></div><div data-part="favourite-button" data-code="S1"><form></form></div>`,
    "https://events.example/events/days/sessions/S1/",
  );
  await loadScript("favourites.js");
  const slot = document.querySelector('[data-part="favourite-button"]');
  slot.querySelector("button").click();
  await settle();

  assert.deepEqual([slot.querySelector("form"), slot.textContent, stored()], [null, "Remove from favourites", ["S1"]]);
});
