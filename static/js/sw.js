/* The service worker: stores pages of the programme and of the reader's agenda as they are opened, for use offline. The
   network comes first; only when it fails or times out, the stored copy is served, with the time it was stored in
   <html data-stored-at>, from which offline.js makes a notice.

   Pages served to a signed-in reader or a known guest are stored under their reader ID (the header Eventdesk-Reader, new
   with each sign-in) and served to no one else. They are deleted at every sign-in and sign-out, and when a page arrives
   that belongs to another reader. */

const VERSION = "eventdesk-1";
const PAGES = `${VERSION}-pages-`;
const ASSETS = `${VERSION}-assets`;
const META = `${VERSION}-meta`;
const MAX_PAGES = 60;
const MAX_ASSETS = 200;
/** How long the network may take when there is a stored copy. */
const NETWORK_TIMEOUT_MS = 3000;

const CACHEABLE = [
  /^\/my\/(print)?$/,
  /^\/events\/[^/]+\/((programme|changes)|speakers\/([^/]+\/)?|sessions\/[^/]+\/)?$/,
];

/* Counts sign-ins and sign-outs: a response that was requested before one is not stored after it. */
let authChanges = 0;
/* When a stored page was last served: its assets need not wait for the network either. */
let lastFallbackAt = -NETWORK_TIMEOUT_MS;

const isCacheable = (url) => url.origin === location.origin && CACHEABLE.some((pattern) => pattern.test(url.pathname));
const isAsset = (url) => url.origin === location.origin && /^\/(static|accents)\//.test(url.pathname);
const isPage = (response) =>
  response.status === 200 && !response.redirected && /^text\/html\b/.test(response.headers.get("Content-Type") || "");

/** Return the ID of the current reader, "" for a visitor. */
async function currentReader() {
  const stored = await (await caches.open(META)).match("/reader");
  return stored ? stored.text() : "";
}

/** Record the current reader, and delete the private pages of all others. */
async function switchReader(id) {
  await (await caches.open(META)).put("/reader", new Response(id));
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(PAGES) && name !== PAGES && name !== PAGES + id);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** Add a response to a cache as its newest entry, and delete the oldest entries above the maximum. */
async function put(name, maxEntries, url, response) {
  const cache = await caches.open(name);
  await cache.delete(url);
  await cache.put(url, response);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - maxEntries)).map((key) => cache.delete(key)));
}

/** Store a page under its reader's ID, unless the reader signed in or out since it was requested. */
async function storePage(url, response, authChangesBefore) {
  const reader = response.headers.get("Eventdesk-Reader") || "";
  const headers = new Headers(response.headers);
  for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
  headers.set("Eventdesk-Stored-At", new Date().toISOString());
  const body = await response.blob();
  if (authChangesBefore !== authChanges) return;
  if (reader !== (await currentReader())) await switchReader(reader);
  if (authChangesBefore !== authChanges) return;
  // A device that is full stores nothing.
  await put(PAGES + reader, MAX_PAGES, url, new Response(body, { headers })).catch(() => {});
  // The reader signed out while the page was being written.
  if (authChangesBefore !== authChanges) await switchReader("");
}

/** Return the stored copy of a page for this reader, or the public one, or undefined. */
async function findPage(url) {
  const reader = await currentReader();
  for (const name of new Set([PAGES + reader, PAGES])) {
    const stored = await caches.match(url, { cacheName: name, ignoreVary: true });
    if (stored) return stored;
  }
  return undefined;
}

/** Return a stored page with the time it was stored in its HTML. */
async function withStoredAt(stored) {
  const at = stored.headers.get("Eventdesk-Stored-At");
  const html = (await stored.text()).replace("<html", `<html data-stored-at="${at}"`);
  return new Response(html, { headers: stored.headers });
}

/** Fetch a page from the network and store it. */
async function fetchPage(event, url) {
  const authChangesBefore = authChanges;
  const response = await fetch(event.request);
  if (isPage(response)) event.waitUntil(storePage(url, response.clone(), authChangesBefore));
  // Pages below /my/ redirect only readers who are not signed in any more.
  else if (response.type === "opaqueredirect" && url.startsWith(`${location.origin}/my/`)) event.waitUntil(switchReader(""));
  return response;
}

/** Respond with a page from the network, or with the stored copy when the network fails or times out. */
async function networkFirst(event) {
  const url = event.request.url.replace(/#.*/, "");
  const network = fetchPage(event, url).catch(() => null);
  event.waitUntil(network);
  const stored = await findPage(url);
  if (!stored) return (await network) || offlinePage();
  const response = await Promise.race([network, timeout()]);
  if (response) return response;
  lastFallbackAt = performance.now();
  return withStoredAt(stored);
}

/** Return the page that says that there is no stored copy. */
async function offlinePage() {
  const stored = await caches.match("/offline", { cacheName: META });
  lastFallbackAt = performance.now();
  return stored ? new Response(await stored.blob(), { status: 503, headers: stored.headers }) : Response.error();
}

const timeout = () => new Promise((resolve) => setTimeout(resolve, NETWORK_TIMEOUT_MS, null));

/** Respond with an asset. One with a fingerprint in its address never changes, so its stored copy comes first. */
async function assetResponse(request) {
  const stored = await caches.match(request, { cacheName: ASSETS, ignoreVary: true });
  const isForStoredPage = performance.now() - lastFallbackAt < NETWORK_TIMEOUT_MS;
  if (stored && (isForStoredPage || new URL(request.url).searchParams.has("v"))) return stored;
  const network = fetchAsset(request);
  if (!stored) return network;
  return (await Promise.race([network.catch(() => null), timeout()])) || stored;
}

/** Fetch an asset from the network and store it. */
async function fetchAsset(request) {
  const response = await fetch(request);
  if (response.status === 200) await put(ASSETS, MAX_ASSETS, request.url, response.clone()).catch(() => {});
  return response;
}

/** Store the page that was open before this worker was active, and its assets. */
async function storeOpenPage(address, assets) {
  const url = new URL(address);
  url.hash = "";
  if (!isCacheable(url)) return;
  const authChangesBefore = authChanges;
  const response = await fetch(url, { redirect: "manual" });
  if (isPage(response)) await storePage(url.href, response, authChangesBefore);
  const ours = assets.map((asset) => new URL(asset, url)).filter(isAsset);
  await Promise.all(ours.map((asset) => assetResponse(new Request(asset)).catch(() => null)));
}

addEventListener("install", (event) => {
  const install = async () => {
    await skipWaiting();
    // The same for every reader, so it is fetched without a cookie.
    const response = await fetch("/offline", { credentials: "omit" });
    if (isPage(response)) await (await caches.open(META)).put("/offline", response);
  };
  event.waitUntil(install());
});

addEventListener("activate", (event) => {
  const activate = async () => {
    const names = await caches.keys();
    const outdated = names.filter((name) => name.startsWith("eventdesk-") && !name.startsWith(`${VERSION}-`));
    await Promise.all(outdated.map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(activate());
});

addEventListener("message", (event) => {
  const { page, assets = [] } = event.data || {};
  if (page) event.waitUntil(storeOpenPage(page, assets).catch(() => {}));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET") {
    // Signing in or out and forgetting a guest delete private pages at once, whether or not the request succeeds.
    if (url.origin === location.origin && /^\/(sign-|my\/registrations\/[^/]+\/forget$)/.test(url.pathname)) {
      authChanges += 1;
      event.waitUntil(switchReader(""));
    }
  } else if (request.mode === "navigate") {
    if (isCacheable(url)) event.respondWith(networkFirst(event));
  } else if (isAsset(url)) event.respondWith(assetResponse(request));
});
