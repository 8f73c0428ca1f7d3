/* What is said: one line that stays in sight, which screen readers read when it changes. */

let known = null;

/** The sentences that the page brings along, in its reader's language. */
export function words() {
  known ??= JSON.parse(document.getElementById("agenda-ask").dataset.words);
  return known;
}

/** Put values into a sentence: %(title)s. */
export const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

export function say(sentence) {
  const line = document.getElementById("agenda-said");
  // The same sentence twice is read twice.
  line.textContent = line.textContent === sentence ? `${sentence}\u00a0` : sentence;
}
