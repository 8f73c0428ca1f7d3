/* Updates the board card by card instead of replacing it: a day may have hundreds of cards, and one change affects a few. */

/** The HTML of each card as the server sent it, by element id; scripts may have changed the card since. */
const serverHtml = new Map();

/** Store the HTML of a board's cards as the server sent them. */
export function rememberCards(board) {
  serverHtml.clear();
  for (const card of board.querySelectorAll(".ed-planning .ed-session")) serverHtml.set(card.id, card.outerHTML);
}

/** Update the board to match `next` and return it: `current` with its changed parts replaced, or `next` itself. */
export function patchBoard(current, next) {
  const previousHtml = new Map(serverHtml);
  rememberCards(next);
  const nextDays = [...next.querySelectorAll(".ed-day-board")];
  const currentDays = [...current.querySelectorAll(".ed-day-board")];
  if (nextDays.length !== currentDays.length || !nextDays.every((day, index) => hasSameLayout(day, currentDays[index]))) {
    current.replaceWith(next);
    return next;
  }
  nextDays.forEach((day, index) => patchCards(sessionList(currentDays[index]), sessionList(day), previousHtml));
  for (const part of next.querySelectorAll("[data-part]")) {
    current.querySelector(`[data-part="${part.dataset.part}"]`).replaceWith(part);
  }
  for (const { name, value } of next.attributes) current.setAttribute(name, value);
  return current;
}

const sessionList = (day) => day.querySelector(".ed-grid, .ed-sessions");

/** Return whether two days have the same rooms and hours, so that only their cards can differ. */
function hasSameLayout(nextDay, currentDay) {
  const [next, current] = [nextDay, currentDay].map(sessionList);
  const roomNames = (list) => list.parentElement.querySelector(".ed-rooms")?.textContent;
  return (
    next.matches(".ed-grid") &&
    ["class", "data-day", "data-first"].every((name) => next.getAttribute(name) === current.getAttribute(name)) &&
    roomNames(next) === roomNames(current) &&
    nextDay.children.length === currentDay.children.length
  );
}

/** Remove cards that are gone or changed, and insert new and changed ones in order; unchanged cards are not touched. */
function patchCards(list, nextList, previousHtml) {
  const nextCards = [...nextList.querySelectorAll(":scope > .ed-session")];
  const unchanged = new Map();
  for (const card of list.querySelectorAll(":scope > .ed-session")) {
    if (serverHtml.has(card.id) && previousHtml.get(card.id) === serverHtml.get(card.id)) unchanged.set(card.id, card);
    else card.remove();
  }
  let position = list.querySelector(":scope > .ed-session");
  for (const nextCard of nextCards) {
    const card = unchanged.get(nextCard.id) || nextCard;
    if (card === position) position = position.nextElementSibling;
    else list.insertBefore(card, position);
    card.classList.remove("is-lifted");
  }
}
