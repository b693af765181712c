// Forms with data-qanat-draft-url are kept on the server while one types; without a session in the tab.
// Without a line they are kept in the tab: see typed.js.
import { keep as keepHere, putAside } from "./typed.js";
import { now, say, timeOfDay } from "./words.js";

const EVERY_MS = 4000;
let isDown = false;

function watch(form) {
  if (form.draft) return;
  let changed = Boolean(form.querySelector("[data-qanat-focus]")), sending = null, sent = false;  // drawn anew with what is wrong: not kept yet
  const state = form.querySelector("[data-qanat-draft-state]");

  const fieldsOf = () => {
    const fields = new FormData(form);
    for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
    return new URLSearchParams(fields);
  };

  function signedOut() {
    changed = true;
    keepHere(form, "open");
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
      const saved = Date.parse(answer.headers.get("X-Draft-Saved") || "");
      if (state) state.textContent = say("saved", { time: timeOfDay(Number.isNaN(saved) ? now() : saved) });
    } catch {
      if (!sent) withoutLine();
    } finally {
      sending = null;
    }
  }

  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("change", () => { changed = true; });
  form.addEventListener("submit", () => {
    sent = true;
    if (sending) sending.abort();  // a draft must not arrive after what was made of it
    setTimeout(() => { sent = false; }, 10000);
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt !== form || detail.successful) return;
    sent = false;
    changed = true;
    if (!detail.xhr.status) withoutLine();
  });

  /** Before a form is gone its last words are sent; without a line the page keeps them when it goes itself. */
  function leave(isClosing = false) {
    if (!changed || sent || (isDown && !isClosing)) return;
    changed = false;
    if (isDown) putAside(form);
    else navigator.sendBeacon(form.dataset.qanatDraftUrl, fieldsOf());
  }

  function aside() {
    changed = false;
    putAside(form);
    const dialog = form.closest("dialog");
    if (dialog) dialog.close();
    else form.reset();
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
document.addEventListener("close", ({ target }) => leaveAll(target), true);  // a dialog, before it is emptied
document.addEventListener("visibilitychange", () => { if (document.hidden) leaveAll(); });
