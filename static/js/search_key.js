/* The form in which texts are searched. core/text.py gives the same for the server; a test compares the two. */

import { CONFUSABLES, IGNORED, ZEROS } from "./search_table.js";

const instead = new Map(Object.entries(CONFUSABLES));
for (const zero of ZEROS) {
  for (let digit = 0; digit < 10; digit += 1) {
    instead.set(String.fromCodePoint(zero.codePointAt(0) + digit), String(digit));
  }
}

/** Return a text as it is searched: "dvorak" for "Dvořák", and "lodz" for "Łódź". */
export function searchKey(text) {
  const letters = text.toLowerCase().normalize("NFKD").toLowerCase().replace(IGNORED, "");
  return Array.from(letters, (letter) => instead.get(letter) ?? letter).join("").trim().split(/\s+/).join(" ");
}
