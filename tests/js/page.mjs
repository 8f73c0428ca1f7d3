/* A page for the scripts under test: happy-dom's document and window as the globals that a browser has. */

import * as nodeModule from "node:module";

import { Window } from "happy-dom";

import { load } from "./module_format.mjs";

if (nodeModule.registerHooks) nodeModule.registerHooks({ load });
else nodeModule.register("./module_format.mjs", import.meta.url);

const GLOBALS = [
  "CSS", "Event", "KeyboardEvent", "MouseEvent", "addEventListener", "cancelAnimationFrame", "document", "getComputedStyle",
  "history", "innerHeight", "innerWidth", "localStorage", "location", "matchMedia", "removeEventListener",
  "requestAnimationFrame", "scrollBy", "scrollTo", "scrollX", "scrollY", "window",
];

/** Open a page with this body, and return its window. The last page that was opened has the globals. */
export function openPage(body, url = "https://events.example/") {
  const window = new Window({ url, width: 1280, height: 900 });
  window.document.body.innerHTML = body;
  for (const name of GLOBALS) {
    const value = window[name];
    const isFunction = typeof value === "function" && !/^[A-Z]/.test(name);
    Object.defineProperty(globalThis, name, {
      configurable: true,
      writable: true,
      value: isFunction ? value.bind(window) : value,
    });
  }
  return window;
}

/** Replace fetch: `respond(url, fields)` returns a Response or throws. Return the list of requests, {url, fields}. */
export function stubFetch(respond) {
  const requests = [];
  globalThis.fetch = async (url, options = {}) => {
    const request = { url: String(url), fields: Object.fromEntries(options.body || []) };
    requests.push(request);
    return respond(request.url, request.fields);
  };
  return requests;
}

/** Let promises that are ready run, and timers of no delay. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

let loads = 0;

/** Run a script again, as each new page does. */
export function loadScript(name) {
  loads += 1;
  return import(`../../static/js/${name}?${loads}`);
}
