/* A board that came put in the place of the old one, card by card: a day may have hundreds, and one step changes a few. */

/** How each card was when it came, by its id: the script has changed some since. */
const came = new Map();

/** Remember how the cards of a board came. */
export function remember(board) {
  came.clear();
  for (const card of board.querySelectorAll(".ed-planning .ed-session")) came.set(card.id, card.outerHTML);
}

/** Make the board say what `fresh` says, and return it: the old one with what differs put in, or a new one. */
export function patch(old, fresh) {
  const before = new Map(came);
  remember(fresh);
  const days = [...fresh.querySelectorAll(".ed-day-board")];
  const oldDays = [...old.querySelectorAll(".ed-day-board")];
  if (days.length !== oldDays.length || !days.every((day, number) => isAlike(day, oldDays[number]))) {
    old.replaceWith(fresh);
    return fresh;
  }
  days.forEach((day, number) => patchCards(listOf(oldDays[number]), listOf(day), before));
  for (const part of fresh.querySelectorAll("[data-part]")) {
    old.querySelector(`[data-part="${part.dataset.part}"]`).replaceWith(part);
  }
  for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
  return old;
}

const listOf = (day) => day.querySelector(".ed-grid, .ed-sessions");

/** Whether two days have the same rooms and hours, so that only cards differ. */
function isAlike(day, other) {
  const [one, two] = [day, other].map(listOf);
  const head = (list) => list.parentElement.querySelector(".ed-rooms")?.textContent;
  return (
    one.matches(".ed-grid") &&
    ["class", "data-day", "data-first"].every((name) => one.getAttribute(name) === two.getAttribute(name)) &&
    head(one) === head(two) &&
    day.children.length === other.children.length
  );
}

/** Take out what is gone or changed, and put in what is new or changed where it belongs; all else is not touched. */
function patchCards(list, fresh, before) {
  const cards = [...fresh.querySelectorAll(":scope > .ed-session")];
  const stays = new Map();
  for (const card of list.querySelectorAll(":scope > .ed-session")) {
    if (came.has(card.id) && before.get(card.id) === came.get(card.id)) stays.set(card.id, card);
    else card.remove();
  }
  let at = list.querySelector(":scope > .ed-session");
  for (const card of cards) {
    const known = stays.get(card.id) || card;
    if (known === at) at = at.nextElementSibling;
    else list.insertBefore(known, at);
    known.classList.remove("is-lifted");
  }
}
