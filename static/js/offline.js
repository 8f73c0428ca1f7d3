/* Starts the service worker (sw.js), which keeps this page for when there is no connection, and says so on a page that
   it gave as it was kept. Where browsers have no service workers nothing happens. */

const line = document.querySelector('[data-module="offline"]');
const { keptAt } = document.documentElement.dataset;

/** Return "14:05", and the day before it where that is not today. */
function when(moment) {
  const { lang } = document.documentElement;
  const isToday = moment.toDateString() === new Date().toDateString();
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (!isToday) Object.assign(parts, { day: "numeric", month: "long" });
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, parts).format(moment);
}

/** Say that the page is an old one, and offer to load it again. */
function sayKept() {
  const words = document.createElement("strong");
  words.textContent = line.dataset.words.replace("{when}", when(new Date(keptAt)));
  const again = document.createElement("a");
  again.href = location.href;
  again.textContent = line.dataset.again;
  line.append(words, " ", line.dataset.more, " ", again);
  // What was just done when the page was kept was not done just now.
  document.querySelector(".ed-flashed")?.remove();
}

/** Start the worker. A page that was opened before it was there is handed to it, with what the page loaded. */
async function start() {
  const isNew = !navigator.serviceWorker.controller;
  await navigator.serviceWorker.register(line.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  if (!isNew) return;
  const assets = performance.getEntriesByType("resource").map((entry) => entry.name.replace(/#.*/, ""));
  active.postMessage({ keep: location.href, assets });
}

if (line && keptAt) sayKept();
if (line && "serviceWorker" in navigator) {
  // Without room on the device, or where its owner has switched them off, there is none.
  const begin = () => start().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
