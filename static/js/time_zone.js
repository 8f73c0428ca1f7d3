/* Offers times in the reader's own time zone. Without this script times are in the time zone of the event. */

const STORAGE_KEY = "eventdesk.time-zone";

/** Return "own" if the reader chose their own time zone on this device, else null. */
function loadChoice() {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

function saveChoice(choice) {
  try {
    if (choice) localStorage.setItem(STORAGE_KEY, choice);
    else localStorage.removeItem(STORAGE_KEY);
  } catch {
    /* Without storage the next page offers the choice again. */
  }
}

/** Return the date and time in a zone at an instant; zones in which they are the same need no choice. */
function localTime(zone, instant) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(instant);
}

/** Return the address of this page with times in another zone. */
function urlInZone(zone) {
  const url = new URL(location.href);
  url.searchParams.set("zone", zone);
  return url.href;
}

/** Add a link to times in the reader's own zone, and remember the choice on the device. */
function offerReaderZone(line) {
  const readerZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { eventZone, shownZone, at, offer } = line.dataset;
  line.querySelector('[data-part="event-zone-link"]')?.addEventListener("click", () => saveChoice(""));
  const instant = new Date(at);
  if (!readerZone || shownZone !== eventZone || localTime(readerZone, instant) === localTime(eventZone, instant)) return;
  if (loadChoice() === "own" && !new URLSearchParams(location.search).has("zone")) {
    location.replace(urlInZone(readerZone));
    return;
  }
  const link = document.createElement("a");
  link.href = urlInZone(readerZone);
  link.textContent = offer.replace("…", readerZone.replaceAll("_", " "));
  link.addEventListener("click", () => saveChoice("own"));
  line.append(" ", link);
}

document.querySelectorAll('[data-module="time-zone"]').forEach(offerReaderZone);
