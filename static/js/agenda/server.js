/* What is sent and what comes back: the whole board, put in the place of the old one. */

import { searchKey } from "../search_key.js";
import { board, isWide } from "./board.js";
import { inHand } from "./held.js";
import { patch } from "./patch.js";
import { say, words } from "./said.js";

const EVERY = 4000;
let isBusy = false;
let isSignedOut = false;

export const busy = () => isBusy;

/** Plan where what was in hand goes; `gone` is what held.js gave back. A question is asked at most once. */
export async function place(gone, isSure = false) {
  const { session, to } = gone;
  const fields = { version: session.version };
  if (to.tray) fields.tray = "y";
  else {
    Object.assign(fields, { day: to.day, minutes: to.minutes });
    fields.starts = `${String(Math.floor(to.start / 60)).padStart(2, "0")}:${String(to.start % 60).padStart(2, "0")}`;
    if (session.kind === "session") fields.room = to.room;
  }
  if (isSure) fields.sure = "y";
  const question = await send(moveUrl(session.element).replace(/move$/, "place"), fields, session.code);
  if (question && (await isAnsweredYes(question))) await place(gone, true);
}

const moveUrl = (element) => element.querySelector(".ed-move").getAttribute("href");

/** Send a form's fields and show the board that is answered; return the question that it asks, or "". */
export async function send(url, fields, code = "") {
  isBusy = true;
  board().setAttribute("aria-busy", "true");
  const token = board().querySelector("[name=csrf_token]").value;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "HX-Request": "true", Accept: "text/html" },
      body: new URLSearchParams({ csrf_token: token, view: board().dataset.view, ...fields }),
    });
    if ([200, 409, 422].includes(answer.status)) return swap(await answer.text(), code);
    say(answer.status === 401 || answer.status === 400 ? words().signed_out : words().failed);
  } catch {
    say(words().failed);
  } finally {
    isBusy = false;
    board().removeAttribute("aria-busy");
  }
  return "";
}

/** Put a new board in the place of the old one. Focus, scrolling and what was typed into the tray stay. */
function swap(html, code = "") {
  performance.mark("agenda-swap");
  const template = document.createElement("template");
  template.innerHTML = html;
  const old = board();
  const oldView = old.dataset.view;
  const typed = ["tray-words", "tray-track"].map((id) => [id, document.getElementById(id)?.value]);
  const scrolled = [...old.querySelectorAll(".is-scrolled")].map((region) => [region.scrollLeft, region.scrollTop]);
  const isOpen = document.getElementById("more-clashes")?.open;
  const focus = focusOf(old, code);
  const top = scrollY;
  const fresh = patch(old, template.content.querySelector("#agenda"));
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field && value) field.value = value;
  }
  if (fresh !== old) {
    [...fresh.querySelectorAll(".is-scrolled")].forEach((region, number) => {
      if (scrolled[number]) [region.scrollLeft, region.scrollTop] = scrolled[number];
    });
    scrollTo(scrollX, top);
  }
  if (isOpen && document.getElementById("more-clashes")) document.getElementById("more-clashes").open = true;
  dress();
  const { said, ask, view } = fresh.dataset;
  if (oldView !== view) history.replaceState(null, "", `?day=${view}`);
  if (focus) fresh.querySelector(focus)?.focus({ preventScroll: !code });
  if (said) say(said);
  performance.measure("agenda-swap", "agenda-swap");
  return ask;
}

/** Return a selector of what has the focus, or of the way to move the session that was moved. */
function focusOf(old, code) {
  if (code) return `#s-${CSS.escape(code)} .ed-move`;
  const active = document.activeElement;
  if (!old.contains(active)) return "";
  if (active.id) return `#${CSS.escape(active.id)}`;
  const form = active.closest("[data-step]");
  if (form && form !== old) return `[data-step="${form.dataset.step}"] button:not(:disabled)`;
  const card = active.closest("[id]");
  return card && card !== old ? `#${CSS.escape(card.id)} ${active.matches(".ed-move") ? ".ed-move" : "a"}` : "";
}

/** Let a new board be what a browser with a script makes of it. */
export function dress() {
  const filters = board().querySelector(".ed-tray-filters");
  if (filters) {
    filters.hidden = false;
    filterTray();
  }
  const isGrid = isWide() && Boolean(board().querySelector(".ed-planning"));
  for (const link of board().querySelectorAll(".ed-planning .ed-move, .ed-tray .ed-move")) {
    if (isGrid && !link.role) link.role = "button";
    else if (!isGrid) link.removeAttribute("role");
  }
}

/** Show what of the tray has the words and the track that were asked for. */
export function filterTray() {
  const wanted = searchKey(document.getElementById("tray-words").value).split(" ");
  const track = document.getElementById("tray-track")?.value || "";
  let shown = 0;
  for (const item of board().querySelectorAll(".ed-tray-item")) {
    const text = searchKey(item.textContent);
    item.hidden = !(wanted.every((word) => text.includes(word)) && (!track || item.dataset.track === track));
    shown += !item.hidden;
  }
  document.getElementById("tray-none").hidden = shown > 0;
}

/** Ask the one question of a deed that would lose something. */
function isAnsweredYes(question) {
  const dialog = document.getElementById("agenda-ask");
  dialog.querySelector("p").textContent = question;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector("[value=no]").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** Ask what others did meanwhile, while somebody looks and nothing is in hand. */
async function ask() {
  const dialog = document.getElementById("agenda-ask");
  if (document.visibilityState !== "visible" || isBusy || inHand() || dialog.open || isSignedOut) return;
  const { revision, step, view } = board().dataset;
  const query = new URLSearchParams({ since: revision, step, day: view });
  try {
    const answer = await fetch(`${location.pathname}/changes?${query}`, { headers: { "HX-Request": "true" } });
    isSignedOut = [401, 403, 404].includes(answer.status);
    if (answer.status !== 200) return;
    const html = await answer.text();
    // What was picked up or sent since is not pulled away; the next question comes soon.
    if (!isBusy && !inHand() && board().dataset.revision === revision) swap(html);
  } catch {
    // Without a connection there is nothing new.
  }
}

export function keepAsking() {
  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
}
