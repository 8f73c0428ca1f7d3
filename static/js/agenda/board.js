/* Reads the board from the page: its sessions and days, and the time and room at a point on the screen. */

export const ROW_MINUTES = 5;

/** Return the board element. It may be replaced after each change, so it is looked up every time. */
export const board = () => document.getElementById("agenda");

/** Return whether days are shown as grids, as they are on wide screens. */
export const isWide = () => matchMedia("(min-width: 992px)").matches;

/** Return "14:05" for a minute of the day; times after midnight start again at 00:00. */
export function formatTime(minute) {
  const shown = ((minute % 1440) + 1440) % 1440;
  return `${String(Math.floor(shown / 60)).padStart(2, "0")}:${String(shown % 60).padStart(2, "0")}`;
}

/** Return the session shown by a card or a tray item; `start` is null in the tray. */
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

/** Return the days that have a tab, in order: {day, label, link}. */
export function days() {
  return [...document.querySelectorAll(".ed-days a")]
    .map((link) => ({
      day: new URL(link.href).searchParams.get("day"),
      label: link.querySelector("b").textContent,
      link,
    }))
    .filter(({ day }) => day !== "all");
}

/** One day shown as a grid. Row and column positions are measured once, when a drag starts. */
export class DayGrid {
  constructor(list) {
    this.list = list;
    this.day = list.dataset.day;
    this.firstMinute = Number(list.dataset.first);
    this.rooms = [...list.previousElementSibling.children].map((heading) => ({
      slug: heading.dataset.room,
      name: heading.querySelector("b").textContent,
      heading,
    }));
    this.rowTops = [0];
    for (const height of getComputedStyle(list).gridTemplateRows.split(" ")) {
      this.rowTops.push(this.rowTops.at(-1) + parseFloat(height));
    }
    this.sessions = [...list.querySelectorAll(":scope > .ed-session:not(.is-cancelled)")].map(sessionOf);
  }

  get rowCount() {
    return this.rowTops.length - 1;
  }

  /** Return the minute of the day at a vertical position of the screen. */
  minuteAt(y) {
    const offset = y - this.list.getBoundingClientRect().top;
    let low = 0;
    let high = this.rowCount;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.rowTops[middle] <= offset) low = middle;
      else high = middle;
    }
    const fraction = (offset - this.rowTops[low]) / (this.rowTops[low + 1] - this.rowTops[low] || 1);
    return this.firstMinute + (low + Math.min(1, Math.max(0, fraction))) * ROW_MINUTES;
  }

  /** Return the room at a horizontal position of the screen; outside the columns, the nearest one. */
  roomAt(x) {
    return this.rooms.find(({ heading }) => x < heading.getBoundingClientRect().right + 6) || this.rooms.at(-1);
  }

  /** Return the vertical distance in pixels between a position and this grid; 0 inside it. */
  distance(y) {
    const { top, bottom } = this.list.getBoundingClientRect();
    return Math.max(0, top - y, y - bottom);
  }

  columnOf(room) {
    return this.rooms.findIndex(({ slug }) => slug === room);
  }

  /** Return another session in this room that overlaps the given time, or undefined. */
  conflict(code, room, start, minutes) {
    if (room === "") return undefined;
    return this.sessions.find(
      (other) =>
        other.code !== code && other.room === room && other.start < start + minutes && start < other.start + other.minutes,
    );
  }

  /** Return the first free start time of a room from 09:00 on for a session of this length. */
  firstFree(room, minutes, step) {
    const begin = Math.max(this.firstMinute, 9 * 60);
    for (let start = Math.ceil(begin / step) * step; start + minutes <= 1440; start += step) {
      if (!this.conflict("", room, start, minutes)) return start;
    }
    return begin;
  }
}

/** Return the days that are shown as grids now. */
export function dayGrids() {
  return isWide()
    ? [...document.querySelectorAll("#agenda .ed-planning > .ed-grid")].map((list) => new DayGrid(list))
    : [];
}
