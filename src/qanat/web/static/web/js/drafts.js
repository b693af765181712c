// Forms with data-qanat-draft-url are kept on the server while one types; without a session in the tab.
// Without a line they are kept in the tab, and sealed on the device where they are stored once: see typed.js.
import { keep as keepHere, keepSealed, putAside, showAside } from "./typed.js";
import { forgetTyped, newKey, prepare } from "./waiting.js";
import { now, say, timeOfDay } from "./words.js";

const EVERY_MS = 4000;
let isDown = false;

function watch(form) {
  if (form.draft) return;
  let changed = Boolean(form.querySelector("[data-qanat-focus]")), sending = null, sent = false;  // drawn anew with what is wrong: not kept yet
  const state = form.querySelector("[data-qanat-draft-state]"), key = form.elements.key;
  let isPressed = false, isSealed = false;  // sent without an answer; on the device
  if (key) {
    key.value ||= newKey();
    prepare();
  }

  const fieldsOf = () => {
    const fields = new FormData(form);
    for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
    return new URLSearchParams(fields);
  };

  function signedOut() {
    changed = true;
    keepHere(form, "open");
    seal();
    if (!state || state.querySelector("a")) return;
    const link = document.createElement("a");
    link.href = `/sign-in/?${new URLSearchParams({ next: location.pathname + location.search })}`;
    link.textContent = say("sign_in");
    state.replaceChildren(say("signed_out"), " ", link);
    state.classList.add("warn");
  }

  function withoutLine() {
    changed = isDown = true;
    keepHere(form, "open");
    if (state) state.textContent = say("unsaved");
    seal();
  }

  async function seal() {
    if (!key || !(await keepSealed(form, isPressed ? "waiting" : "typed"))) return;
    isSealed = true;
    if (state && isDown) state.textContent = say("kept_here");
  }

  /** The server has it now: the device need not. */
  function unseal() {
    isSealed = false;
    return forgetTyped(key.value).catch(() => {});
  }

  async function keep() {
    if (!changed || sending || sent) return;
    changed = false;
    sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.qanatDraftUrl, { method: "POST", body: fieldsOf(), headers: { "HX-Request": "true" }, signal: sending.signal });
      if (answer.status === 401) return signedOut();
      if (!answer.ok) throw new Error(String(answer.status));
      isDown = false;
      if (isSealed && !isPressed) unseal();
      const saved = Date.parse(answer.headers.get("X-Draft-Saved") || "");
      if (state) state.textContent = say("saved", { time: timeOfDay(Number.isNaN(saved) ? now() : saved) });
    } catch {
      if (!sent) withoutLine();
    } finally {
      sending = null;
    }
  }

  for (const kind of ["input", "change"]) form.addEventListener(kind, () => { changed = true; isPressed = false; });
  form.addEventListener("submit", () => {
    sent = true;
    if (sending) sending.abort();  // a draft must not arrive after what was made of it
    setTimeout(() => { sent = false; }, 10000);
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt !== form) return;
    const isDone = detail.successful || detail.xhr.getResponseHeader("HX-Redirect");  // a redirect counts as no success in htmx
    if (isDone && key) unseal();
    if (isDone) return;
    sent = false;
    changed = true;
    isPressed = !detail.xhr.status;
    if (isPressed) withoutLine();
  });

  /** Before a form is gone its last words are sent; without a line the page keeps them when it goes itself. */
  function leave(isClosing = false) {
    if (!changed || sent || (isDown && !isClosing)) return;
    changed = false;
    if (isDown) putAside(form, isPressed ? "waiting" : "typed");
    else navigator.sendBeacon(form.dataset.qanatDraftUrl, fieldsOf());
  }

  function aside() {
    changed = false;
    putAside(form, isPressed ? "waiting" : "typed");
    isPressed = isSealed = false;
    const dialog = form.closest("dialog");
    if (dialog) return dialog.close();
    form.reset();
    if (state) state.textContent = "";
    if (key) key.value = newKey();
    showAside();
  }

  form.draft = { keep, leave, aside };
}

// Only forms that stand on the page are asked: one that is gone was sent or closed, and nothing may hold it.
const forms = (within = document) => within.querySelectorAll("form[data-qanat-draft-url]");
const all = () => forms().forEach(watch);
const leaveAll = (within = document) => forms(within).forEach((form) => form.draft?.leave(within !== document));
all();
document.addEventListener("htmx:load", all);
setInterval(() => forms().forEach((form) => form.draft?.keep()), EVERY_MS);
addEventListener("pagehide", () => leaveAll());
document.addEventListener("close", ({ target }) => {  // a dialog, before it is emptied
  leaveAll(target);
  setTimeout(showAside);
}, true);
document.addEventListener("visibilitychange", () => { if (document.hidden) leaveAll(); });
