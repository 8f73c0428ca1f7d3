/* Has Node load each script of static/js as a module, as pages do; else it takes those without imports for CommonJS. */

export function load(url, context, nextLoad) {
  return nextLoad(url, url.includes("/static/js/") ? { ...context, format: "module" } : context);
}
