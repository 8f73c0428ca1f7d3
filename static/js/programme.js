/* The reader's own time zone, and printing. Without this script times are those of the event. */

const KEY = "eventdesk.zone";

/** Return what the device remembers: "own" when its reader wants their own times. */
function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(what) {
  try {
    if (what) localStorage.setItem(KEY, what);
    else localStorage.removeItem(KEY);
  } catch {
    /* Then it is asked again on the next page. */
  }
}

/** Return what the clocks of a zone show at a moment; two zones that show the same need no choice. */
function clocks(zone, moment) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(moment);
}

/** Return the present address with the times of another zone; a day of one zone may be none of the other. */
function addressIn(zone) {
  const address = new URL(location.href);
  address.searchParams.set("zone", zone);
  return address.href;
}

/** Offer the times of the reader's own zone beside those of the event, and remember the choice on the device. */
function zoneChoice(line) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const { ofEvent, shown, at, offer } = line.dataset;
  line.querySelector('[data-part="zone-back"]')?.addEventListener("click", () => remember(""));
  if (!own || shown !== ofEvent || clocks(own, new Date(at)) === clocks(ofEvent, new Date(at))) return;
  if (remembered() === "own" && !new URLSearchParams(location.search).has("zone")) {
    location.replace(addressIn(own));
    return;
  }
  const link = document.createElement("a");
  link.href = addressIn(own);
  link.textContent = offer.replace("…", own.replaceAll("_", " "));
  link.addEventListener("click", () => remember("own"));
  line.append(" ", link);
}

document.querySelectorAll('[data-module="zone"]').forEach(zoneChoice);
for (const button of document.querySelectorAll('[data-module="print"]')) {
  button.addEventListener("click", () => print());
}
