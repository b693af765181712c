// Menus are <details>: close on Escape, on a click elsewhere, and when another opens.
// Copy buttons, filters that send themselves, and the theme without a reload.
import { say } from "./words.js";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-qanat-menu][open]"))
    if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("[data-qanat-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-qanat-copy]");
  if (!button) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(button.dataset.qanatCopy);
    const before = button.getAttribute("aria-label") || "";
    button.setAttribute("aria-label", say("copied"));
    button.classList.add("copied");
    setTimeout(() => {
      button.classList.remove("copied");
      if (before) button.setAttribute("aria-label", before);
      else button.removeAttribute("aria-label");
    }, 2000);
  } catch {
    getSelection().selectAllChildren(button.parentElement);
  }
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-qanat-filter]");
  if (form && event.target.matches("select, input[type=date], input[type=radio], input[type=checkbox]")) form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-qanat-theme]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value, root = document.documentElement;
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  const fields = new FormData(form);
  fields.set("theme", theme);
  fetch(form.action, { method: "POST", body: new URLSearchParams(fields), headers: { "HX-Request": "true" } }).catch(() => {});
  for (const button of form.querySelectorAll("button"))
    if (button === event.submitter) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  const shown = form.parentElement.querySelector("summary use"), chosen = event.submitter.querySelector("use");
  if (shown && chosen) shown.setAttribute("href", chosen.getAttribute("href"));
  form.closest("details").open = false;
  document.dispatchEvent(new CustomEvent("qanat:theme"));
});

const wrong = document.querySelector("[data-qanat-focus]");
if (wrong) wrong.focus();

/** Print buttons work by scripts alone: without them they stay hidden. */
function showPrintButtons() {
  for (const button of document.querySelectorAll("[data-qanat-print]")) button.hidden = false;
}
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-qanat-print]")) window.print();
});
showPrintButtons();
document.addEventListener("htmx:load", showPrintButtons);
