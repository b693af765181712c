// Forms with data-qanat-draft-url are kept on the server while one types; without a session in the tab.
import { keep as keepHere } from "./typed.js";
import { now, say, timeOfDay } from "./words.js";

const EVERY_MS = 4000;

function watch(form) {
  if (form.draftWatched) return;
  form.draftWatched = true;
  let changed = false, sending = null, sent = false;
  const state = form.querySelector("[data-qanat-draft-state]");

  const fieldsOf = () => {
    const fields = new FormData(form);
    for (const [name, value] of [...fields]) if (value instanceof File) fields.delete(name);
    return new URLSearchParams(fields);
  };

  function signedOut() {
    changed = true;
    keepHere(form);
    if (!state || state.querySelector("a")) return;
    const link = document.createElement("a");
    link.href = `/sign-in/?${new URLSearchParams({ next: location.pathname + location.search })}`;
    link.textContent = say("sign_in");
    state.replaceChildren(say("signed_out"), " ", link);
    state.classList.add("warn");
  }

  async function keep() {
    if (!changed || sending || sent) return;
    changed = false;
    sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.qanatDraftUrl, { method: "POST", body: fieldsOf(), headers: { "HX-Request": "true" }, signal: sending.signal });
      if (answer.status === 401) return signedOut();
      if (!answer.ok) throw new Error(String(answer.status));
      const saved = Date.parse(answer.headers.get("X-Draft-Saved") || "");
      if (state) state.textContent = say("saved", { time: timeOfDay(Number.isNaN(saved) ? now() : saved) });
    } catch {
      changed = true;
      if (state) state.textContent = say("unsaved");
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
  setInterval(() => { if (form.isConnected) keep(); }, EVERY_MS);
  const leave = () => {
    if (!changed || sent || !form.isConnected) return;  // a form that is gone was sent or closed
    changed = false;
    navigator.sendBeacon(form.dataset.qanatDraftUrl, fieldsOf());
  };
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
}

const all = () => document.querySelectorAll("form[data-qanat-draft-url]").forEach(watch);
all();
document.addEventListener("htmx:load", all);
