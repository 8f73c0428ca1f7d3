/* The live region below the board: one visible line, which screen readers read out when it changes. */

let loaded = null;

/** Return the translated messages that the page brings along. */
export function messages() {
  loaded ??= JSON.parse(document.getElementById("agenda-confirm").dataset.messages);
  return loaded;
}

/** Fill in the placeholders of a message: %(title)s. */
export const format = (message, values) => message.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

export function announce(message) {
  const region = document.getElementById("agenda-live-region");
  // The same message twice must differ in the page, or screen readers do not read it again.
  region.textContent = region.textContent === message ? `${message}\u00a0` : message;
}
