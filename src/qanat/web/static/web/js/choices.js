// A list whose groups belong to the choices of another field shows those of the chosen one, and a
// button that leads to a form on the page puts the focus into it.

const LISTS = "select[data-qanat-groups-of]";

/** Show only the group which is called like the chosen radio button; none chosen: all. */
function fit(list) {
  const form = list.form;
  const chosen = form && form.querySelector(`input[name="${CSS.escape(list.dataset.qanatGroupsOf)}"]:checked`);
  const label = chosen ? chosen.closest("label").textContent.trim() : null;
  let shown = 0;
  for (const group of list.querySelectorAll("optgroup")) {
    const fits = label === null || group.label === label;
    group.hidden = group.disabled = !fits;
    if (fits) shown += 1;
    else if ([...group.children].some((option) => option.selected)) list.value = "";
  }
  const field = list.closest(".field");
  if (field) field.hidden = shown === 0;
}

function fitAll(root) {
  for (const list of root.querySelectorAll(LISTS)) fit(list);
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form) return;
  for (const list of form.querySelectorAll(LISTS)) if (list.dataset.qanatGroupsOf === event.target.name) fit(list);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest('a.button[href^="#"]');
  const place = link && document.getElementById(link.hash.slice(1));
  if (!place) return;
  for (const part of place.querySelectorAll("details:has(form)")) part.open = true;
  const field = place.querySelector("form :is(input:not([type=hidden]), select, textarea)");
  if (!field) return;
  event.preventDefault();
  place.scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
});

fitAll(document);
document.addEventListener("htmx:load", (event) => fitAll(event.detail.elt));
