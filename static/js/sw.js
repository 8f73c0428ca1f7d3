/* The service worker: keeps the pages of a programme and of one's own agenda that were opened, for when there is no
   connection. The network comes first; only where it fails, or lets one wait, is the page given as it was kept, with
   the moment it is of in <html data-kept-at>, of which offline.js makes a line.

   What somebody who is signed in, or known as a guest, was shown is kept under their mark (the header Eventdesk-Reader,
   new with each sign-in) and given to nobody else: it goes when somebody signs in or out, and when a page comes that is
   somebody else's. */

const VERSION = "eventdesk-1";
const PAGES = `${VERSION}-pages-`;
const ASSETS = `${VERSION}-assets`;
const ABOUT = `${VERSION}-about`;
const MOST_PAGES = 60;
const MOST_ASSETS = 200;
const PATIENCE = 3000;
/** How long, in milliseconds, the network may take where a page is kept. */

const KEPT = [
  /^\/my\/(print)?$/,
  /^\/events\/[^/]+\/((programme|changes)|speakers\/([^/]+\/)?|sessions\/[^/]+\/)?$/,
];

/* Counts the signings in and out: what was asked for before one is not kept after it. */
let signings = 0;
/* When a page was last given as it was kept: what it needs need not ask the network either. */
let keptGiven = -PATIENCE;

const isKept = (url) => url.origin === location.origin && KEPT.some((pattern) => pattern.test(url.pathname));
const isAsset = (url) => url.origin === location.origin && /^\/(static|accents)\//.test(url.pathname);
const isPage = (response) =>
  response.status === 200 && !response.redirected && /^text\/html\b/.test(response.headers.get("Content-Type") || "");

/** Return the mark of whoever read last, "" for a visitor. */
async function reader() {
  const kept = await (await caches.open(ABOUT)).match("/reader");
  return kept ? kept.text() : "";
}

/** Note whose pages come now, and forget the private pages of everybody else. */
async function become(mark) {
  await (await caches.open(ABOUT)).put("/reader", new Response(mark));
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(PAGES) && name !== PAGES && name !== PAGES + mark);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** Put an answer in, as the newest, and let the oldest go. */
async function put(name, most, url, response) {
  const cache = await caches.open(name);
  await cache.delete(url);
  await cache.put(url, response);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)));
}

/** Keep a page that the network gave, under the mark of its reader. A full device keeps nothing. */
async function keep(url, response, asked) {
  const mark = response.headers.get("Eventdesk-Reader") || "";
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  headers.set("Eventdesk-Kept-At", new Date().toISOString());
  const body = await response.blob();
  if (asked !== signings) return;
  if (mark !== (await reader())) await become(mark);
  if (asked !== signings) return;
  await put(PAGES + mark, MOST_PAGES, url, new Response(body, { headers })).catch(() => {});
  // Somebody signed out while it was put in.
  if (asked !== signings) await become("");
}

/** Return a page of this reader, or one that everybody may see, as it was kept. */
async function find(url) {
  const mark = await reader();
  for (const name of new Set([PAGES + mark, PAGES])) {
    const kept = await caches.match(url, { cacheName: name, ignoreVary: true });
    if (kept) return kept;
  }
  return undefined;
}

/** Return a kept page that says of when it is. */
async function asKept(kept) {
  const at = kept.headers.get("Eventdesk-Kept-At");
  const text = (await kept.text()).replace("<html", `<html data-kept-at="${at}"`);
  return new Response(text, { headers: kept.headers });
}

/** Ask the network for a page, and keep it. */
async function load(event, url) {
  const asked = signings;
  const response = await fetch(event.request);
  if (isPage(response)) event.waitUntil(keep(url, response.clone(), asked));
  // One's own pages lead elsewhere only when one is not signed in any more.
  else if (response.type === "opaqueredirect" && url.startsWith(`${location.origin}/my/`)) event.waitUntil(become(""));
  return response;
}

/** Answer with a page: from the network, or else as it was kept. */
async function page(event) {
  const url = event.request.url.replace(/#.*/, "");
  const fetched = load(event, url);
  const failed = fetched.catch(() => null);
  event.waitUntil(failed);
  const kept = await find(url);
  if (!kept) return (await failed) || notKept();
  const answer = await Promise.race([failed, tooLate()]);
  if (answer) return answer;
  keptGiven = performance.now();
  return asKept(kept);
}

/** Return the page that says that a page is not kept. */
async function notKept() {
  const kept = await caches.match("/offline", { cacheName: ABOUT });
  keptGiven = performance.now();
  return kept ? new Response(await kept.blob(), { status: 503, headers: kept.headers }) : Response.error();
}

const tooLate = () => new Promise((resolve) => setTimeout(resolve, PATIENCE, null));

/** Answer with what a page needs. What has a fingerprint in its address never changes. */
async function asset(request) {
  const kept = await caches.match(request, { cacheName: ASSETS, ignoreVary: true });
  const isOfKept = performance.now() - keptGiven < PATIENCE;
  if (kept && (isOfKept || new URL(request.url).searchParams.has("v"))) return kept;
  const fetched = loadAsset(request);
  if (!kept) return fetched;
  return (await Promise.race([fetched.catch(() => null), tooLate()])) || kept;
}

/** Ask the network for what a page needs, and keep it. */
async function loadAsset(request) {
  const response = await fetch(request);
  if (response.status === 200) await put(ASSETS, MOST_ASSETS, request.url, response.clone()).catch(() => {});
  return response;
}

/** Keep the page that was open before this worker was there, and what it needs. */
async function keepOpened(address, assets) {
  const url = new URL(address);
  url.hash = "";
  if (!isKept(url)) return;
  const asked = signings;
  const response = await fetch(url, { redirect: "manual" });
  if (isPage(response)) await keep(url.href, response, asked);
  const missing = assets.map((one) => new URL(one, url)).filter(isAsset);
  await Promise.all(missing.map((one) => asset(new Request(one)).catch(() => null)));
}

addEventListener("install", (event) => {
  const prepare = async () => {
    await skipWaiting();
    // Nobody's page: it is asked for without a cookie.
    const response = await fetch("/offline", { credentials: "omit" });
    if (isPage(response)) await (await caches.open(ABOUT)).put("/offline", response);
  };
  event.waitUntil(prepare());
});

addEventListener("activate", (event) => {
  const tidy = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("eventdesk-") && !name.startsWith(`${VERSION}-`));
    await Promise.all(old.map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(tidy());
});

addEventListener("message", (event) => {
  const { keep: address, assets = [] } = event.data || {};
  if (address) event.waitUntil(keepOpened(address, assets).catch(() => {}));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET") {
    // Whoever was signed in or known before, their pages go now, whatever comes of it.
    if (url.origin === location.origin && /^\/(sign-|my\/registrations\/[^/]+\/forget$)/.test(url.pathname)) {
      signings += 1;
      event.waitUntil(become(""));
    }
  } else if (request.mode === "navigate") {
    if (isKept(url)) event.respondWith(page(event));
  } else if (isAsset(url)) event.respondWith(asset(request));
});
