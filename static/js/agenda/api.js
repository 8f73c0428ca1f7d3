/* Requests to the server. It answers with the whole board, which replaces the one in the page. */

import { searchKey } from "../search_key.js";
import { board, formatTime, isWide } from "./board.js";
import { patchBoard } from "./dom_patch.js";
import { dragging } from "./drag_state.js";
import { announce, messages } from "./live_region.js";

const POLL_MS = 4000;
let pending = false;
let isSignedOut = false;

/** Return whether a change is being sent. */
export const isPending = () => pending;

/** Save where a session was dropped; `ended` is what endDrag() returned. The server may ask for confirmation once. */
export async function saveMove(ended, isConfirmed = false) {
  const { session, target } = ended;
  const fields = { version: session.version };
  if (target.tray) fields.tray = "y";
  else {
    Object.assign(fields, { day: target.day, minutes: target.minutes, starts: formatTime(target.start) });
    if (session.kind === "session") fields.room = target.room;
  }
  if (isConfirmed) fields.sure = "y";
  const question = await post(moveUrl(session.element).replace(/move$/, "place"), fields, session.code);
  if (question && (await confirmInDialog(question))) await saveMove(ended, true);
}

const moveUrl = (element) => element.querySelector(".ed-move").getAttribute("href");

/** Post fields and show the board in the response. Return the question to confirm, or "". */
export async function post(url, fields, code = "") {
  pending = true;
  board().setAttribute("aria-busy", "true");
  const token = board().querySelector("[name=csrf_token]").value;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "HX-Request": "true", Accept: "text/html" },
      body: new URLSearchParams({ csrf_token: token, view: board().dataset.view, ...fields }),
    });
    if ([200, 409, 422].includes(response.status)) return replaceBoard(await response.text(), code);
    announce(response.status === 401 || response.status === 400 ? messages().signed_out : messages().failed);
  } catch {
    announce(messages().failed);
  } finally {
    pending = false;
    board().removeAttribute("aria-busy");
  }
  return "";
}

/** Replace the board by the one in `html`. Focus, scroll positions and the tray filters are preserved. */
function replaceBoard(html, code = "") {
  performance.mark("agenda-swap");
  const template = document.createElement("template");
  template.innerHTML = html;
  const current = board();
  const previousView = current.dataset.view;
  const filters = ["tray-query", "tray-track"].map((id) => [id, document.getElementById(id)?.value]);
  const scrolled = [...current.querySelectorAll(".is-scrolled")].map((region) => [region.scrollLeft, region.scrollTop]);
  const isListOpen = document.getElementById("more-conflicts")?.open;
  const focus = focusSelector(current, code);
  const top = scrollY;
  const updated = patchBoard(current, template.content.querySelector("#agenda"));
  for (const [id, value] of filters) {
    const field = document.getElementById(id);
    if (field && value) field.value = value;
  }
  if (updated !== current) {
    [...updated.querySelectorAll(".is-scrolled")].forEach((region, index) => {
      if (scrolled[index]) [region.scrollLeft, region.scrollTop] = scrolled[index];
    });
    scrollTo(scrollX, top);
  }
  if (isListOpen && document.getElementById("more-conflicts")) document.getElementById("more-conflicts").open = true;
  decorate();
  const { announcement, confirm, view } = updated.dataset;
  if (previousView !== view) history.replaceState(null, "", `?day=${view}`);
  if (focus) updated.querySelector(focus)?.focus({ preventScroll: !code });
  if (announcement) announce(announcement);
  performance.measure("agenda-swap", "agenda-swap");
  return confirm;
}

/** Return a selector for the focused element, or for the "Move" link of the session that was moved. */
function focusSelector(current, code) {
  if (code) return `#s-${CSS.escape(code)} .ed-move`;
  const active = document.activeElement;
  if (!current.contains(active)) return "";
  if (active.id) return `#${CSS.escape(active.id)}`;
  const form = active.closest("[data-step]");
  if (form && form !== current) return `[data-step="${form.dataset.step}"] button:not(:disabled)`;
  const card = active.closest("[id]");
  return card && card !== current ? `#${CSS.escape(card.id)} ${active.matches(".ed-move") ? ".ed-move" : "a"}` : "";
}

/** Show what only works with a script: the tray filters, and "Move" links as buttons where there is a grid. */
export function decorate() {
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

/** Show the tray items that match the search text and the track. */
export function filterTray() {
  const terms = searchKey(document.getElementById("tray-query").value).split(/\s+/);
  const track = document.getElementById("tray-track")?.value || "";
  let shown = 0;
  for (const item of board().querySelectorAll(".ed-tray-item")) {
    const text = searchKey(item.textContent);
    item.hidden = !(terms.every((term) => text.includes(term)) && (!track || item.dataset.track === track));
    shown += !item.hidden;
  }
  document.getElementById("tray-no-match").hidden = shown > 0;
}

/** Ask before a change that would lose something. Return whether it was confirmed. */
function confirmInDialog(question) {
  const dialog = document.getElementById("agenda-confirm");
  dialog.querySelector("p").textContent = question;
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector("[value=no]").focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/** Fetch changes by other people, while the page is visible and nothing is dragged, sent or asked. */
async function poll() {
  const dialog = document.getElementById("agenda-confirm");
  if (document.visibilityState !== "visible" || pending || dragging() || dialog.open || isSignedOut) return;
  const { revision, step, view } = board().dataset;
  const query = new URLSearchParams({ since: revision, step, day: view });
  try {
    const response = await fetch(`${location.pathname}/changes?${query}`, { headers: { "HX-Request": "true" } });
    isSignedOut = [401, 403, 404].includes(response.status);
    if (response.status !== 200) return;
    const html = await response.text();
    // A drag or a change that began meanwhile is not interrupted; the next poll comes soon.
    if (!pending && !dragging() && board().dataset.revision === revision) replaceBoard(html);
  } catch {
    // Offline there is nothing new.
  }
}

export function startPolling() {
  setInterval(poll, POLL_MS);
  document.addEventListener("visibilitychange", poll);
}
