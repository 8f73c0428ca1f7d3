/* Questions that depend on another answer are hidden until they apply. The server applies the same rule, so the form works
   without this script; each such question then says when it applies. */

/** Return the answers in a question's fields: the values that are checked, selected or typed. */
function answersIn(question) {
  const answers = [];
  for (const field of question.querySelectorAll("input, select, textarea")) {
    if (field.type === "checkbox" && field.value === "y" && !field.name.endsWith("-remove")) {
      if (field.checked) answers.push("yes");
    } else if (field.type === "checkbox" || field.type === "radio") {
      if (field.checked) answers.push(field.value);
    } else if (field.type !== "hidden") {
      answers.push(field.value);
    }
  }
  return answers;
}

/** Show the questions that apply to the present answers. A question comes after the one it depends on. */
function render(form) {
  for (const question of form.querySelectorAll("[data-depends-on]")) {
    const other = form.querySelector(`[data-question="${CSS.escape(question.dataset.dependsOn)}"]`);
    const expected = JSON.parse(question.dataset.dependsValues);
    question.hidden = !other || other.hidden || !answersIn(other).some((answer) => expected.includes(answer));
  }
}

for (const form of document.querySelectorAll("form.ed-registering")) {
  form.addEventListener("change", () => render(form));
  // Going back, a browser restores what was typed after scripts have run.
  window.addEventListener("pageshow", () => render(form));
  render(form);
}
