// What was typed and is not with the system yet waits on this device, sealed for who typed it: it outlives
// the tab and the battery. What he had sent goes by itself when the line is back, once; the rest waits for him.
import { read, work } from "./kept.js";
import { theBase, theSeal, viewer } from "./own.js";

const LOCK = "qanat-typed-send", WAIT_MS = 20000;
const KEY_LIFE_MS = 2 * 86400000; // the server knows the answer of a key for three days

/** The name under which one form is stored once. */
export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Get ready while the line stands. */
export const prepare = () => theSeal().catch(() => {});

/** Keep a form: "waiting" goes by itself, "typed" waits for who typed it. */
export async function keepTyped({ id, state, at, ...told }) {
  const sealed = await (await theSeal()).seal(told, id);
  await work(await theBase(), "typed", (typed) => typed.put({ id, account: viewer, state, at, ...sealed }));
}

export async function forgetTyped(id) {
  await work(await theBase(), "typed", (typed) => typed.delete(id));
}

/** What this person typed here and the system does not have, oldest first. */
export async function typedHere() {
  if (!viewer || !("indexedDB" in window)) return [];
  const all = await read(await theBase(), "typed", (typed) => typed.getAll());
  const own = all.filter((one) => one.account === viewer).sort((a, b) => a.at - b.at);
  if (!own.length) return [];
  const seal = await theSeal();
  const opened = await Promise.all(own.map(async (one) => ({ id: one.id, state: one.state, at: one.at, ...(await seal.unseal(one, one.id).catch(() => null)) })));
  return opened.filter((one) => one.address);
}

/** Send what waits, one after the other, in one tab at a time; what stands open in a form is left to it. */
export function sendWaiting(isOpen, sent) {
  return navigator.locks?.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    for (const one of await typedHere()) {
      if (one.state !== "waiting" || isOpen(one.id)) continue;
      const answer = Date.now() - one.at > KEY_LIFE_MS ? null : await post(one);
      const made = answer?.headers.get("HX-Redirect");
      if (made) await forgetTyped(one.id);
      else if (!answer || [400, 404, 409, 413, 422].includes(answer.status)) await keepTyped({ ...one, state: "typed", isWrong: true });
      else return;
      await sent(one, made);
    }
  });
}

function post({ address, values }) {
  const headers = { "HX-Request": "true", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]")?.value || "" };
  return fetch(address, { method: "POST", body: new URLSearchParams(values), headers, signal: AbortSignal.timeout(WAIT_MS) });
}
