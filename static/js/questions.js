/* Questions that depend on the answer to another one: hidden while they are not asked. The server decides the same, so
   that the form works without this script, where each says in words when it counts. */

/** Return the answers that are given to a question: the values of what is ticked, chosen or typed. */
function answers(box) {
  const found = [];
  for (const field of box.querySelectorAll("input, select, textarea")) {
    if (field.type === "checkbox" && field.value === "y" && !field.name.endsWith("-remove")) {
      if (field.checked) found.push("yes");
    } else if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) found.push(field.value);
    } else if (field.type !== "hidden") {
      found.push(field.value);
    }
  }
  return found;
}

/** Show what is asked with the answers as they are. A question comes after the one it depends on. */
function show(form) {
  for (const box of form.querySelectorAll("[data-depends-on]")) {
    const other = form.querySelector(`[data-question="${CSS.escape(box.dataset.dependsOn)}"]`);
    const wanted = JSON.parse(box.dataset.dependsValues);
    box.hidden = !other || other.hidden || !answers(other).some((answer) => wanted.includes(answer));
  }
}

for (const form of document.querySelectorAll("form.ed-registering")) {
  form.addEventListener("change", () => show(form));
  // Going back, a browser fills in what was typed, after scripts have run.
  window.addEventListener("pageshow", () => show(form));
  show(form);
}
