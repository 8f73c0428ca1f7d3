/* The search on the check-in page: which rows are shown, also after the list was polled, and what a failed check-in does. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { loadScript, openPage } from "./page.mjs";

const KEYS = {
  "Zoë Dvořák Ústav": "zoe dvorak ustav", "Ana Dias Agência": "ana dias agencia", "Nils Berg Institut": "nils berg institut",
  "Eva Berg": "eva berg",
};
const row = (id, name) => `<li class="ed-door-row" id="person-${id}" data-search="${KEYS[name]}">
  <form method="post" action="/check-in/${id}"><button>Check in</button></form></li>`;

const LIST = `<div data-group><h2>D</h2><ul>${row(1, "Zoë Dvořák Ústav")}${row(2, "Ana Dias Agência")}</ul></div>
  <div data-group><h2>N</h2><ul>${row(3, "Nils Berg Institut")}</ul></div>`;

const PAGE = `<form data-module="checkin-search" data-rows="#list" data-result="Matches: {number}" data-none="No matches">
    <input type="search"><button>Find</button>
    <p><span data-part="note">48 registered</span><span data-part="result"></span></p></form>
  <div id="list">${LIST}</div>`;

const input = () => document.querySelector("input");
const status = () => [
  document.querySelector('[data-part="note"]').hidden,
  document.querySelector('[data-part="result"]').textContent,
];
const shown = () => [...document.querySelectorAll(".ed-door-row:not([hidden])")].map((one) => one.id.slice(7));
const groups = () => [...document.querySelectorAll("[data-group]:not([hidden]) h2")].map((one) => one.textContent);

function type(text) {
  input().value = text;
  input().dispatchEvent(new Event("input"));
}

beforeEach(async () => {
  openPage(PAGE);
  await loadScript("checkin_search.js");
});

test("rows that do not match are hidden, and letters without rows", () => {
  type("dvorak");

  assert.deepEqual([shown(), groups(), status()], [["1"], ["D"], [true, "Matches: 1"]]);
});

test("every term must match, in any order, whatever the case and the accents", () => {
  type("USTAV zoe");
  const both = shown();
  type("zoe institut");

  assert.deepEqual([both, shown(), groups(), status()], [["1"], [], [], [true, "No matches"]]);
});

test("an empty search shows everything and the note again", () => {
  type("nils");
  type("");

  assert.deepEqual([shown(), groups(), status()], [["1", "2", "3"], ["D", "N"], [false, ""]]);
});

test("a list that was polled is filtered as the one before", () => {
  type("berg");
  document.getElementById("list").innerHTML = LIST + row(4, "Eva Berg");
  assert.deepEqual(shown(), ["1", "2", "3", "4"]);

  document.body.dispatchEvent(new Event("htmx:after:swap"));

  assert.deepEqual([shown(), groups(), status()], [["3", "4"], ["N"], [true, "Matches: 2"]]);
});

test("a page without its list leaves the search as it is", () => {
  document.getElementById("list").remove();
  type("berg");

  assert.deepEqual(status(), [false, ""]);
});

test("the search form sends nothing and its button is hidden", () => {
  const submit = new Event("submit", { bubbles: true, cancelable: true });
  document.querySelector("form").dispatchEvent(submit);

  assert.deepEqual([submit.defaultPrevented, document.querySelector("form > button").hidden], [true, true]);
});

test("a check-in that fails in the background is submitted as a form, a failed poll is not", () => {
  const submitted = [];
  for (const element of document.querySelectorAll("form, #list")) {
    element.submit = () => submitted.push(element.getAttribute("action"));
  }
  const fail = (name, element) => element.dispatchEvent(new Event(name, { bubbles: true }));

  fail("htmx:response:error", document.querySelector("#person-2 form"));
  fail("htmx:error", document.querySelector("#person-3 form"));
  fail("htmx:error", document.getElementById("list"));

  assert.deepEqual(submitted, ["/check-in/2", "/check-in/3"]);
});
