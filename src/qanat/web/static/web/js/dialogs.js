// Links that open in a dialog or a drawer. Without this module they are pages. The forms of links with
// data-qanat-ahead are fetched empty when the page is quiet: without a line they open all the same.
import { tellSilence } from "./answers.js";
import { stamp } from "./moments.js";
import { prepare } from "./waiting.js";

const QUIET_MS = 3000, HTMX = { headers: { "HX-Request": "true" }, credentials: "same-origin" };
const ahead = new Map();

async function fetchAhead() {
  for (const link of document.querySelectorAll("a[data-qanat-ahead]")) {
    if (ahead.has(link.pathname)) continue;
    const answer = await fetch(link.dataset.qanatAhead, HTMX).catch(() => null);
    if (answer?.ok && !answer.redirected) ahead.set(link.pathname, await answer.text());
    await prepare();  // what is typed into it without a line is sealed
  }
}
setTimeout(fetchAhead, QUIET_MS);

function place(name) {
  return document.getElementById(name);
}

async function open(link, name) {
  const dialog = place(name), kept = ahead.get(link.pathname);
  const answer = await fetch(link.href, HTMX).catch(() => null);
  if (!answer && !kept) return tellSilence();
  if (answer && (answer.redirected || !(answer.ok || answer.status === 409 || answer.status === 422 || answer.status === 403))) {
    location.assign(link.href);
    return;
  }
  const body = dialog.querySelector("[data-qanat-dialog-body]");
  dialog.querySelector("[data-qanat-dialog-notices]").replaceChildren();
  body.innerHTML = answer ? await answer.text() : kept;
  if (!answer) stamp(body);
  if (window.htmx) {
    window.htmx.process(body);
    window.htmx.trigger(body, "htmx:load", { elt: body }); // fields, moments and drafts of what came
  }
  const heading = body.querySelector("h1, h2");
  if (heading) dialog.setAttribute("aria-label", heading.textContent.trim());
  dialog.returnTo = link;
  if (!dialog.open) dialog.showModal();
  const field = body.querySelector("[autofocus], .wrong input, input:not([type=hidden]), select, textarea");
  (field || body.querySelector("button[type=submit]") || body.querySelector("a.button.primary") || dialog).focus();
  if (field && field.matches("input") && field.value) field.select(); // what was kept is typed over
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a[data-qanat-dialog], a[data-qanat-drawer]");
  if (link) {
    event.preventDefault();
    open(link, link.hasAttribute("data-qanat-drawer") ? "drawer" : "dialog").catch(() => location.assign(link.href));
    return;
  }
  const closer = event.target.closest("[data-qanat-close]");
  const dialog = closer && closer.closest("dialog");
  if (dialog) {
    event.preventDefault();
    dialog.close();
    return;
  }
  if (event.target.matches("dialog.drawer, dialog.dialog") && outside(event.target, event)) event.target.close();
});

function outside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

/** An answer that refuses is drawn anew: the eye and the keyboard go to what is wrong. */
document.addEventListener("htmx:afterSettle", (event) => {
  const dialog = document.querySelector("dialog[open]");
  if (!dialog) return document.activeElement === document.body && event.target.querySelector?.("[data-qanat-focus]")?.focus();
  const told = dialog.contains(event.target) && event.target.querySelector("[data-qanat-focus]");
  if (!told && dialog.contains(document.activeElement)) return;
  const field = told || dialog.querySelector("[data-qanat-focus], .wrong input, .wrong select, .wrong textarea, [autofocus]");
  if (field) field.focus();
});

for (const name of ["dialog", "drawer"]) {
  const dialog = place(name);
  if (!dialog) continue;
  dialog.addEventListener("close", () => {
    if (dialog.open) return; // opened anew since
    dialog.querySelector("[data-qanat-dialog-body]").replaceChildren();
    if (dialog.returnTo && dialog.returnTo.isConnected) dialog.returnTo.focus();
  });
}
