// Sends what was written, one entry after the other, in order, each under its own key; one tab at a time.
import { learn, MUCH_MS, offset } from "./clock.js";

const LOCK = "qanat-team-send";
const WAIT_MS = 20000;
const KEY_LIFE_MS = 2 * 86400000; // the server knows the answer of a key for three days

const LATER = new Set(["still_running", "form_expired"]);

export class SignInNeeded extends Error {}
export class NotOpen extends Error {}

async function ask(mission, what) {
  const answer = await fetch(`/team/missions/${mission}/${what}/`, { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(WAIT_MS) });
  if (answer.status === 401) throw new SignInNeeded();
  if (answer.status === 403 || answer.status === 404) throw new NotOpen();
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Whether the line stands: who is signed in, the key of the store, a token, the server's time. */
export async function fetchLine(mission) {
  const line = await ask(mission, "line");
  learn(line.now);
  return line;
}

/** The mission as the server has it now: its page and its sheet. */
export const fetchPage = (mission) => ask(mission, "kept");

async function post(mission, entry, token) {
  const fields = new URLSearchParams([...entry.fields, ["entry", entry.kind], ["key", entry.id], ["by", entry.account]]);
  return fetch(`/team/missions/${mission}/entries/`, { method: "POST", body: fields, headers: { Accept: "application/json", "X-CSRFToken": token }, signal: AbortSignal.timeout(WAIT_MS) });
}

/** Why an entry is not sent by itself but shown first; "" if it may go. */
function doubt(entry) {
  if (entry.tried && Date.now() - entry.tried > KEY_LIFE_MS) return "unsure";
  return entry.isExact && Math.abs(offset() - entry.offset) > MUCH_MS ? "checked" : "";
}

/** Send every waiting entry of a store; `changed` hears of each step. Stops at the first one without an answer. */
export async function sendAll(store, token, changed) {
  let sent = 0;
  for (const entry of await store.entries()) {
    if (entry.state !== "waiting") continue;
    const why = doubt(entry);
    if (why) await store.change(entry, { ...entry, state: why });
    else if (await store.mark(entry)) sent += await sendOne(store, entry, token);
    await changed();
  }
  return sent;
}

/** Send an entry; return 1 if it is stored, 0 if it is refused. */
async function sendOne(store, entry, token) {
  const answer = await post(store.mission, entry, token);
  if (answer.ok) {
    await store.remove(entry.seq);
    return 1;
  }
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 401) throw new SignInNeeded();
  if (answer.status >= 500 || answer.status === 429 || LATER.has(said.code)) throw new Error(said.code || String(answer.status));
  const faults = (said.errors || []).map((one) => (one.label ? `${one.label}: ${one.detail}` : one.detail));
  const reason = faults.length ? faults.join(" ") : said.detail || String(answer.status);
  await store.change(entry, { ...entry, state: "refused", code: said.code || "", reason });
  return 0;
}

/** Do something in one tab at a time; others find it done. */
export function alone(act) {
  return navigator.locks.request(LOCK, act);
}
