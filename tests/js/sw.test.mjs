/* The service worker, run as a browser runs it: as a classic script with its own globals. Caches and network are stubs. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

import { settle } from "./page.mjs";

const ORIGIN = "https://events.example";
const SOURCE = readFileSync(new URL("../../static/js/sw.js", import.meta.url), "utf8");
const PROGRAMME = "/events/days/programme";

/** A browser's CacheStorage, as far as the worker uses it: entries in the order in which they were added. */
class Caches {
  stores = new Map();

  async open(name) {
    if (!this.stores.has(name)) this.stores.set(name, new Map());
    const entries = this.stores.get(name);
    const key = (request) => new URL(request.url ?? request, ORIGIN).href;
    return {
      match: async (request) => entries.get(key(request))?.clone(),
      put: async (request, response) => void entries.set(key(request), response),
      delete: async (request) => entries.delete(key(request)),
      keys: async () => [...entries.keys()].map((url) => ({ url })),
    };
  }

  async keys() {
    return [...this.stores.keys()];
  }

  async delete(name) {
    return this.stores.delete(name);
  }

  async match(request, { cacheName }) {
    return this.stores.has(cacheName) ? (await this.open(cacheName)).match(request) : undefined;
  }
}

/** Start a worker. `network(path)` answers requests; timers run when the test says so. */
function startWorker() {
  const listeners = {};
  const worker = { caches: new Caches(), requests: [], timers: [], now: 10_000, network: () => page("Fresh") };
  const globals = {
    URL, Headers, Request, Response, Set, Promise, Date,
    caches: worker.caches,
    clients: { claim: async () => {} },
    location: new URL(`${ORIGIN}/sw.js`),
    performance: { now: () => worker.now },
    skipWaiting: async () => {},
    addEventListener: (name, listener) => {
      listeners[name] = listener;
    },
    setTimeout: (callback, delay, value) => worker.timers.push({ delay, run: () => callback(value) }),
    fetch: async (request, options) => {
      const { pathname, search } = new URL(request.url ?? request, ORIGIN);
      worker.requests.push(options ? { path: pathname + search, ...options } : pathname + search);
      return worker.network(pathname);
    },
  };
  runInNewContext(SOURCE, globals);

  /** Dispatch an event and return {response, done}: promises of the response and of everything the worker waits for. */
  worker.dispatch = (name, properties = {}) => {
    const waits = [];
    let response;
    listeners[name]({
      ...properties,
      waitUntil: (promise) => waits.push(promise),
      respondWith: (promise) => {
        response = promise;
      },
    });
    const done = async () => {
      for (let index = 0; index < waits.length; index += 1) await waits[index];
    };
    return { response, done };
  };
  worker.request = (path, { method = "GET", mode = "navigate" } = {}) =>
    worker.dispatch("fetch", { request: { url: new URL(path, ORIGIN).href, method, mode } });
  /** Open a page and return its text, after everything was stored. */
  worker.open = async (path) => {
    const { response, done } = worker.request(path);
    const text = await (await response).text();
    await done();
    return text;
  };
  worker.stored = () =>
    Object.fromEntries(
      [...worker.caches.stores]
        .filter(([name]) => name.includes("-pages-"))
        .map(([name, entries]) => [name.split("-pages-")[1], [...entries.keys()].map((url) => url.slice(ORIGIN.length))]),
    );
  return worker;
}

function page(text, reader = "", options = {}) {
  const headers = { "Content-Type": "text/html; charset=utf-8", ...(reader && { "Eventdesk-Reader": reader }) };
  return new Response(`<html lang="en">${text}</html>`, { headers, ...options });
}

const offline = () => {
  throw new TypeError("offline");
};

test("the network comes first, and what it answers replaces the stored copy", async () => {
  const worker = startWorker();
  worker.network = () => page("First");
  await worker.open(PROGRAMME);
  worker.network = () => page("Second");
  assert.equal(await worker.open(PROGRAMME), '<html lang="en">Second</html>');

  worker.network = offline;
  assert.match(await worker.open(PROGRAMME), /Second/);
  assert.deepEqual(worker.stored(), { "": [PROGRAMME] });
});

test("offline the stored copy is served with the time it was stored", async () => {
  const worker = startWorker();
  const before = Date.now();
  await worker.open(`${PROGRAMME}?day=2026-10-14`);
  worker.network = offline;
  const html = await worker.open(`${PROGRAMME}?day=2026-10-14#starred`);

  const [, storedAt] = html.match(/^<html data-stored-at="([^"]+)" lang="en">Fresh<\/html>$/);
  assert.ok(Date.parse(storedAt) >= before && Date.parse(storedAt) <= Date.now());
});

test("a network that takes three seconds is not waited for, and its late answer is stored", async () => {
  const worker = startWorker();
  await worker.open(PROGRAMME);
  let answer;
  worker.network = () => new Promise((resolve) => {
    answer = resolve;
  });
  const { response, done } = worker.request(PROGRAMME);
  await settle();
  assert.deepEqual(worker.timers.map(({ delay }) => delay).slice(-1), [3000]);
  worker.timers.at(-1).run();
  assert.match(await (await response).text(), /data-stored-at=.*Fresh/);

  answer(page("Late"));
  await done();
  worker.network = offline;
  assert.match(await worker.open(PROGRAMME), /Late/);
});

test("without a stored copy the network has as long as it needs", async () => {
  const worker = startWorker();
  let answer;
  worker.network = () => new Promise((resolve) => {
    answer = resolve;
  });
  const { response } = worker.request(PROGRAMME);
  await settle();
  assert.deepEqual(worker.timers, []);
  answer(page("Slow"));

  assert.match(await (await response).text(), /Slow/);
});

test("offline without a stored copy the offline page is served as an error", async () => {
  const worker = startWorker();
  worker.network = () => page("You are offline");
  await worker.dispatch("install").done();
  assert.deepEqual(worker.requests, [{ path: "/offline", credentials: "omit" }]);
  worker.network = offline;
  const response = await worker.request("/events/days/speakers/").response;

  assert.deepEqual([response.status, await response.text()], [503, '<html lang="en">You are offline</html>']);
});

test("only pages of events and my agenda are stored; all else is left to the browser", () => {
  const worker = startWorker();
  const handled = (path, options) => worker.request(path, options).response !== undefined;
  const stored = ["/my/", "/my/print", "/events/days/", PROGRAMME, "/events/days/changes", "/events/days/speakers/ana/",
    "/events/days/sessions/S1/"];
  const others = ["/", "/my/data", "/sign-in", "/desk/days/agenda", "/events/days/register", "/events/days/report.pdf",
    "https://elsewhere.example/my/"];

  assert.deepEqual(stored.filter((path) => !handled(path)), []);
  assert.deepEqual(others.filter((path) => handled(path)), []);
  assert.equal(handled("/my/", { mode: "cors" }), false);
});

test("errors, redirects and files are passed on and not stored", async () => {
  const worker = startWorker();
  const answers = [
    page("Gone", "", { status: 404 }),
    new Response("{}", { headers: { "Content-Type": "application/json" } }),
    Object.defineProperty(page("Elsewhere"), "redirected", { value: true }),
  ];
  worker.network = () => answers.shift();
  const seen = [await worker.open(PROGRAMME), await worker.open(PROGRAMME), await worker.open(PROGRAMME)];

  assert.deepEqual(seen, ['<html lang="en">Gone</html>', "{}", '<html lang="en">Elsewhere</html>']);
  assert.deepEqual(worker.stored(), {});
});

test("a reader's pages are stored under their ID, cookies are not", async () => {
  const worker = startWorker();
  worker.network = (path) => (path === "/my/" ? page("Ana's seats", "ana") : page("Public"));
  await worker.open(PROGRAMME);
  await worker.open("/my/");

  assert.deepEqual(worker.stored(), { "": [PROGRAMME], ana: ["/my/"] });
  const [copy] = worker.caches.stores.get("eventdesk-1-pages-ana").values();
  assert.deepEqual([...copy.headers.keys()].sort(), ["content-type", "eventdesk-reader", "eventdesk-stored-at"]);
});

test("signing out deletes private pages at once, even when the request fails", async () => {
  const worker = startWorker();
  worker.network = (path) => (path === "/my/" ? page("Ana's seats", "ana") : page("Public"));
  await worker.open(PROGRAMME);
  await worker.open("/my/");
  worker.network = offline;
  const { response, done } = worker.request("/sign-out", { method: "POST" });
  await done();

  assert.equal(response, undefined);
  assert.deepEqual(worker.stored(), { "": [PROGRAMME] });
  const agenda = await worker.request("/my/").response;
  assert.equal(agenda.type, "error");
});

test("other forms delete nothing", async () => {
  const worker = startWorker();
  worker.network = () => page("Ana's seats", "ana");
  await worker.open("/my/");
  for (const path of ["/events/days/register", "/my/registrations/K7/change", "https://elsewhere.example/sign-out"]) {
    await worker.request(path, { method: "POST" }).done();
  }
  assert.deepEqual(worker.stored(), { ana: ["/my/"] });

  await worker.request("/my/registrations/K7/forget", { method: "POST" }).done();
  assert.deepEqual(worker.stored(), {});
});

test("a page of another reader ends what was stored for the one before", async () => {
  const worker = startWorker();
  worker.network = () => page("Ana's seats", "ana");
  await worker.open("/my/");
  worker.network = () => page("Ben's programme", "ben");
  await worker.open(PROGRAMME);
  assert.deepEqual(worker.stored(), { ben: [PROGRAMME] });

  worker.network = offline;
  assert.equal((await worker.request("/my/").response).type, "error");
  assert.match(await worker.open(PROGRAMME), /Ben's programme/);
});

test("a redirect of my agenda to the sign-in page deletes private pages", async () => {
  const worker = startWorker();
  worker.network = () => page("Ana's seats", "ana");
  await worker.open("/my/");
  worker.network = () => Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
  const { response, done } = worker.request("/my/");
  await response;
  await done();

  assert.deepEqual(worker.stored(), {});
});

test("a page that was requested before signing out is not stored after it", async () => {
  const worker = startWorker();
  let answer;
  worker.network = () => new Promise((resolve) => {
    answer = resolve;
  });
  const { response, done } = worker.request("/my/");
  await settle();
  await worker.request("/sign-out", { method: "POST" }).done();
  answer(page("Ana's seats", "ana"));
  await response;
  await done();

  assert.deepEqual(worker.stored(), {});
  const reader = await worker.caches.match("/reader", { cacheName: "eventdesk-1-meta" });
  assert.equal(await reader.text(), "");
});

test("of many pages the newest sixty are stored", async () => {
  const worker = startWorker();
  for (let number = 1; number <= 62; number += 1) await worker.open(`/events/days/sessions/S${number}/`);
  await worker.open("/events/days/sessions/S4/");

  const paths = worker.stored()[""];
  assert.equal(paths.length, 60);
  assert.deepEqual([paths[0], paths.at(-1)], ["/events/days/sessions/S3/", "/events/days/sessions/S4/"]);
});

test("a stored asset with a fingerprint is served without the network, others only when it fails", async () => {
  const worker = startWorker();
  let version = 0;
  worker.network = () => new Response(`v${(version += 1)}`);
  const load = async (path) => (await worker.request(path, { mode: "no-cors" }).response).text();

  assert.deepEqual([await load("/static/css/base.css?v=1"), await load("/static/css/base.css?v=1")], ["v1", "v1"]);
  assert.deepEqual([await load("/static/js/agenda/api.js"), await load("/static/js/agenda/api.js")], ["v2", "v3"]);
  worker.network = offline;
  assert.equal(await load("/static/js/agenda/api.js"), "v3");
});

test("the assets of a page that came from the store do not wait for the network", async () => {
  const worker = startWorker();
  await worker.open(PROGRAMME);
  worker.network = () => new Response("script");
  await worker.request("/static/js/agenda/api.js", { mode: "no-cors" }).response;
  worker.network = offline;
  await worker.open(PROGRAMME);
  const before = worker.requests.length;
  const asset = await worker.request("/static/js/agenda/api.js", { mode: "no-cors" }).response;

  assert.deepEqual([await asset.text(), worker.requests.length], ["script", before]);
});

test("the page that was open before the worker is stored with its assets", async () => {
  const worker = startWorker();
  const assets = [`${ORIGIN}/static/css/base.css?v=1`, "https://elsewhere.example/static/x.css", `${ORIGIN}/desk/logo.svg`];
  await worker.dispatch("message", { data: { page: `${ORIGIN}${PROGRAMME}#now`, assets } }).done();
  await worker.dispatch("message", { data: { page: `${ORIGIN}/desk/days/`, assets } }).done();

  assert.deepEqual(worker.stored(), { "": [PROGRAMME] });
  assert.deepEqual(worker.requests, [{ path: PROGRAMME, redirect: "manual" }, "/static/css/base.css?v=1"]);
});

test("a new version deletes the caches of earlier ones, and of nothing else", async () => {
  const worker = startWorker();
  for (const name of ["eventdesk-0-pages-", "eventdesk-1-assets", "another-app"]) await worker.caches.open(name);
  await worker.dispatch("activate").done();

  assert.deepEqual(await worker.caches.keys(), ["eventdesk-1-assets", "another-app"]);
});
