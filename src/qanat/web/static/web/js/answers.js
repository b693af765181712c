// What the server answers to htmx: refusals as notices, also inside an open dialog; silence said aloud.
import { askAgain } from "./again.js";
import { say } from "./words.js";

const TOLD_MS = 5000; // long enough to be read
const READ_MS = 25000;

document.addEventListener("htmx:beforeSwap", (event) => {
  const retarget = event.detail.xhr.getResponseHeader("HX-Retarget");
  const dialog = document.querySelector("dialog[open]");
  const notices = dialog && dialog.querySelector("[data-qanat-dialog-notices]");
  if (retarget === "#notices" && notices) event.detail.target = notices;
  const foreign = event.detail.xhr.status >= 500 && !event.detail.xhr.getResponseHeader("X-Request-ID");
  const told = event.detail.xhr.status >= 500 && event.detail.target.id === "notices" && event.detail.target.firstElementChild;
  if (foreign || (told && isByItself(event.detail.requestConfig))) event.detail.shouldSwap = false;
});

// What is read comes within a while, or not at all.
document.addEventListener("htmx:configRequest", ({ detail }) => { if (detail.verb === "get") detail.timeout = READ_MS; });

for (const kind of ["sendError", "timeout"]) document.addEventListener(`htmx:${kind}`, (event) => {
  const { elt, requestConfig, target } = event.detail;
  if (elt.closest("[data-qanat-quiet]") || isByItself(requestConfig)) return; // the strip tells of the silence
  if (requestConfig?.verb === "get" && target?.matches("[data-qanat-owns-up]")) return; // says so itself
  tellSilence(elt);
});

const isByItself = (config) => /^qanat:(again|refresh|renew)$/.test(config?.triggeringEvent?.type);

/** Say in the place of what was asked for that it did not come, instead of leaving there what was asked
 *  for before. It asks again at a press, and by itself after a while and when the line is back. */
export function notLoaded(place, again) {
  const line = document.createElement("p"), button = document.createElement("button"), text = document.createElement("span");
  line.className = "notice warn not-loaded";
  line.setAttribute("role", "alert");
  text.textContent = say("not_loaded");
  button.type = "button";
  button.className = "button small";
  button.textContent = say("again");
  button.addEventListener("click", again);
  line.dataset.qanatRefresh = "";
  line.addEventListener("qanat:refresh", again);
  line.append(text, " ", button);
  place.replaceChildren(line);
  askAgain(place.id, () => line.isConnected && again());
}

// Once an answer comes the silence is over; what could not be sent waits for who typed it.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful) return;
  for (const line of document.querySelectorAll("[data-qanat-silence]")) {
    if (!line.querySelector("button") && Date.now() - line.dataset.qanatSilence > TOLD_MS) line.remove();
  }
});

/** Say that no answer came; what was typed to be sent can stand aside for the next. */
export function tellSilence(form) {
  const notices = document.querySelector("dialog[open] [data-qanat-dialog-notices]") || document.getElementById("notices");
  if (!notices) return;
  const line = document.createElement("p");
  line.className = "notice breach";
  line.dataset.qanatSilence = String(Date.now());
  line.setAttribute("role", "alert");
  line.textContent = say("no_answer");
  if (form?.draft) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = say("put_aside");
    button.addEventListener("click", () => { line.remove(); form.draft.aside(); });
    line.append(" ", button);
  }
  notices.replaceChildren(line);
}

// What was said of a file is said of that one: choosing another takes the words away.
document.addEventListener("change", ({ target }) => {
  const wrong = target.type === "file" && target.closest(".field.wrong");
  if (!wrong) return;
  wrong.classList.remove("wrong");
  wrong.querySelector(".errors")?.remove();
  target.removeAttribute("aria-invalid");
});

// A form is sent once: a second Enter while it is on its way is not a second wish.
document.addEventListener("submit", (event) => {
  if (!event.target.dataset.qanatSending) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
const buttonsOf = (element) => (element.querySelectorAll ? element.querySelectorAll("button[type=submit]") : []);
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail, pressed = requestConfig.triggeringEvent && requestConfig.triggeringEvent.submitter;
  if (elt.matches("form") && requestConfig.verb === "post") elt.dataset.qanatSending = "1";
  for (const button of buttonsOf(elt)) button.setAttribute("aria-disabled", "true");
  if (pressed) pressed.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) => {
  delete event.detail.elt.dataset.qanatSending;
  for (const button of buttonsOf(event.detail.elt)) {
    button.removeAttribute("aria-disabled");
    button.removeAttribute("aria-busy");
  }
});

// Forms whose answer takes long say so at once and are sent once; a download leaves them as they are.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-qanat-once]");
  if (!form || (event.submitter && event.submitter.matches("[data-qanat-quick]"))) return;
  if (form.dataset.qanatSent) return event.preventDefault();
  form.dataset.qanatSent = "1";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  for (const line of form.querySelectorAll("[data-qanat-busy]")) line.hidden = false;
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-qanat-once]")) {
    delete form.dataset.qanatSent;
    for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
    for (const line of form.querySelectorAll("[data-qanat-busy]")) line.hidden = true;
  }
});
