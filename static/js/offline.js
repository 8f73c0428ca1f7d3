/* Registers the service worker (sw.js), which stores this page for offline use, and shows a notice on a page that came from
   the store. Browsers without service workers do nothing here. */

const notice = document.querySelector('[data-module="offline"]');
const { storedAt } = document.documentElement.dataset;

/** Return "14:05", with the date in front if that is not today. */
function formatTime(instant) {
  const { lang } = document.documentElement;
  const isToday = instant.toDateString() === new Date().toDateString();
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (!isToday) Object.assign(parts, { day: "numeric", month: "long" });
  return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, parts).format(instant);
}

/** Say that this is a stored copy of the page and when it was stored, and offer to reload. */
function showNotice() {
  const message = document.createElement("strong");
  message.textContent = notice.dataset.message.replace("{when}", formatTime(new Date(storedAt)));
  const retry = document.createElement("a");
  retry.href = location.href;
  retry.textContent = notice.dataset.retry;
  notice.append(message, " ", notice.dataset.details, " ", retry);
  // A confirmation that was on the page when it was stored is out of date.
  document.querySelector(".ed-flashed")?.remove();
}

/** Register the worker. A page that was opened before the worker was active is sent to it, with the assets it loaded. */
async function registerWorker() {
  const isFirstVisit = !navigator.serviceWorker.controller;
  await navigator.serviceWorker.register(notice.dataset.worker);
  const { active } = await navigator.serviceWorker.ready;
  if (!isFirstVisit) return;
  const assets = performance.getEntriesByType("resource").map((entry) => entry.name.replace(/#.*/, ""));
  active.postMessage({ page: location.href, assets });
}

if (notice && storedAt) showNotice();
if (notice && "serviceWorker" in navigator) {
  // Registering fails where the device is full or the reader has blocked it; the page works without.
  const begin = () => registerWorker().catch(() => {});
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
