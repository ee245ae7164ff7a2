"use strict";
const form = document.getElementById("filter");
const cases = Array.from(document.querySelectorAll("details.case"));
const heads = new Map(cases.map((item) => [item, Array.from(item.children)
  .filter((child) => child.matches("summary, .about, .reason"))
  .map((child) => child.textContent.toLowerCase()).join("\n")]));

function filter() {
  const verdict = form.elements.verdict.value;
  const text = form.elements.text.value.trim().toLowerCase();
  let shown = 0;
  for (const item of cases) {
    const fits = (!verdict || item.dataset.verdict === verdict) && heads.get(item).includes(text);
    item.hidden = !fits;
    shown += fits;
  }
  form.elements.shown.value = `${shown} of ${cases.length} cases`;
}

function reveal() {
  const item = document.getElementById(location.hash.slice(1));
  if (item && item.matches("details.case")) {
    form.reset();
    filter();
    item.open = true;
    item.scrollIntoView();
  }
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", reveal);
filter();
reveal();
