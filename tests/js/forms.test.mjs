/* The scripts of forms: selecting many rows, and questions that depend on another answer. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { loadScript, openPage } from "./page.mjs";

const byPart = (name) => document.querySelector(`[data-part="${name}"]`);

function setChecked(box, isChecked) {
  box.checked = isChecked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

async function openRows(selected = "") {
  openPage(`<form data-module="bulk-select">
    <p data-part="selected-count" data-selected="{number} selected" data-none="Select people">Selected people:</p>
    <button formaction="/approve">Approve</button><button>Search</button>
    <input type="checkbox" data-part="select-page" hidden>
    <input type="checkbox" name="who" value="a"><input type="checkbox" name="who" value="b" ${selected}>
    <input type="checkbox" name="all" value="yes" data-total="120"></form>`);
  await loadScript("bulk_select.js");
}

const rows = () => [...document.querySelectorAll("[name=who]")].map((box) => box.checked);
const status = () => {
  const { checked, indeterminate } = byPart("select-page");
  const { disabled } = document.querySelector("[formaction]");
  return [byPart("selected-count").textContent, checked, indeterminate, disabled];
};

test("without a selection the actions are disabled", async () => {
  await openRows();

  assert.deepEqual(status(), ["Select people", false, false, true]);
  assert.equal(byPart("select-page").hidden, false);
  assert.equal(document.querySelector("button:not([formaction])").disabled, false);
});

test("a selection that the page came with is counted", async () => {
  await openRows("checked");

  assert.deepEqual(status(), ["1 selected", false, true, false]);
});

test("the box of the page selects and clears all its rows", async () => {
  await openRows("checked");
  setChecked(byPart("select-page"), true);
  assert.deepEqual([rows(), status()], [[true, true], ["2 selected", true, false, false]]);

  setChecked(byPart("select-page"), false);
  assert.deepEqual([rows(), status()], [[false, false], ["Select people", false, false, true]]);
});

test("all that match are counted with their total, whatever is selected", async () => {
  await openRows("checked");
  setChecked(document.querySelector("[name=all]"), true);

  assert.deepEqual(status().slice(0, 1), ["120 selected"]);
});

const QUESTIONS = `<form class="ed-registering">
  <div data-question="q_kind"><label><input type="radio" name="q_kind" value="on-site">On site</label>
    <label><input type="radio" name="q_kind" value="online">Online</label></div>
  <div data-question="q_dinner" data-depends-on="q_kind" data-depends-values='["on-site"]'>
    <input type="checkbox" name="q_dinner" value="y"></div>
  <div data-question="q_diet" data-depends-on="q_dinner" data-depends-values='["yes"]'><input name="q_diet"></div></form>`;

const shown = () => [...document.querySelectorAll("[data-question]:not([hidden])")].map((one) => one.dataset.question);
const pick = (selector, isChecked = true) => setChecked(document.querySelector(selector), isChecked);

test("a question is shown when the answer it depends on is given, and hidden when that is hidden", async () => {
  openPage(QUESTIONS);
  await loadScript("conditional_questions.js");
  const seen = [shown()];
  pick("[value=on-site]");
  seen.push(shown());
  pick("[name=q_dinner]");
  seen.push(shown());
  pick("[value=online]");
  seen.push(shown());

  assert.deepEqual(seen, [["q_kind"], ["q_kind", "q_dinner"], ["q_kind", "q_dinner", "q_diet"], ["q_kind"]]);
});
