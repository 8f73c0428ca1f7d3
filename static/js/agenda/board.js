/* The board as it stands in the page: its sessions, its days, and where a point of the screen lies in time and rooms. */

export const ROW_MINUTES = 5;

/** The whole board; a new one takes its place after each step. */
export const board = () => document.getElementById("agenda");

/** Whether days are drawn as grids, as they are on wide screens. */
export const isWide = () => matchMedia("(min-width: 992px)").matches;

/** Return "14:05" for a minute of a day; times after midnight begin again. */
export function clock(minute) {
  const shown = ((minute % 1440) + 1440) % 1440;
  return `${String(Math.floor(shown / 60)).padStart(2, "0")}:${String(shown % 60).padStart(2, "0")}`;
}

/** Return the session of a card or an item of the tray: `start` is null in the tray. */
export function sessionOf(element) {
  const { start, minutes, room, kind, version } = element.dataset;
  return {
    code: element.id.slice(2),
    title: element.querySelector("h3").textContent.trim(),
    day: element.parentElement.dataset.day || "",
    start: start === undefined ? null : Number(start),
    minutes: Number(minutes),
    room,
    kind,
    version,
    element,
  };
}

/** The days that the tabs lead to, in their order: {day, words, link}. */
export function days() {
  return [...document.querySelectorAll(".ed-days a")]
    .map((link) => ({
      day: new URL(link.href).searchParams.get("day"),
      words: link.querySelector("b").textContent,
      link,
    }))
    .filter(({ day }) => day !== "all");
}

/** One day drawn as a grid. Where its rows and columns lie is read once, when something is picked up. */
export class Sheet {
  constructor(list) {
    this.list = list;
    this.day = list.dataset.day;
    this.first = Number(list.dataset.first);
    this.rooms = [...list.previousElementSibling.children].map((head) => ({
      slug: head.dataset.room,
      name: head.querySelector("b").textContent,
      head,
    }));
    this.tops = [0];
    for (const height of getComputedStyle(list).gridTemplateRows.split(" ")) {
      this.tops.push(this.tops.at(-1) + parseFloat(height));
    }
    this.others = [...list.querySelectorAll(":scope > .ed-session:not(.is-cancelled)")].map(sessionOf);
  }

  get rows() {
    return this.tops.length - 1;
  }

  /** Return the minute of the day at a height of the screen. */
  minuteAt(y) {
    const inside = y - this.list.getBoundingClientRect().top;
    let low = 0;
    let high = this.rows;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.tops[middle] <= inside) low = middle;
      else high = middle;
    }
    const part = (inside - this.tops[low]) / (this.tops[low + 1] - this.tops[low] || 1);
    return this.first + (low + Math.min(1, Math.max(0, part))) * ROW_MINUTES;
  }

  /** Return the room at a width of the screen: the nearest one beside the columns. */
  roomAt(x) {
    return this.rooms.find(({ head }) => x < head.getBoundingClientRect().right + 6) || this.rooms.at(-1);
  }

  /** Return how far a point lies from this day, in pixels of height. */
  distance(y) {
    const { top, bottom } = this.list.getBoundingClientRect();
    return Math.max(0, top - y, y - bottom);
  }

  column(room) {
    return this.rooms.findIndex(({ slug }) => slug === room);
  }

  /** Return a session that is in this room at this time already, or undefined. */
  taker(code, room, start, minutes) {
    if (room === "") return undefined;
    return this.others.find(
      (other) =>
        other.code !== code && other.room === room && other.start < start + minutes && start < other.start + other.minutes,
    );
  }

  /** Return the first minute from nine o'clock on at which a room is free for so long. */
  firstFree(room, minutes, step) {
    const begin = Math.max(this.first, 9 * 60);
    for (let start = Math.ceil(begin / step) * step; start + minutes <= 1440; start += step) {
      if (!this.taker("", room, start, minutes)) return start;
    }
    return begin;
  }
}

/** The days that are drawn as grids now. */
export function sheets() {
  return isWide() ? [...document.querySelectorAll("#agenda .ed-planning > .ed-grid")].map((list) => new Sheet(list)) : [];
}
