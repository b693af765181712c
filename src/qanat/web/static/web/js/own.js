// The store of who reads this page, under the key which the server gave him.
import { keeper, openKept, read, setKeeper, settled, work } from "./kept.js";
import { keyFrom, Seal } from "./sealing.js";

export const viewer = document.body.dataset.qanatViewer || "";
let base = null, sealing = null;

export const theBase = () => (base ??= openKept());

const aboutOf = (account) => `typed:${account}`;
const keyOf = async (account) => read(await theBase(), "keys", (keys) => keys.get(aboutOf(account)));

async function open() {
  const address = document.querySelector('meta[name="qanat-typed-key"]');
  if (!viewer || !address || !crypto.subtle) throw new Error("no store");
  await settled;
  const kept = await keyOf(viewer);
  if (kept) return sealWith(kept);
  const answer = await fetch(address.content, { headers: { Accept: "application/json" }, cache: "no-store" });
  const given = answer.ok ? await answer.json() : {};
  if (String(given.account) !== viewer) throw new Error("not signed in");
  const made = { about: aboutOf(viewer), account: viewer, key: await keyFrom(given.key), idleMs: given.idle_ms };
  await work(await theBase(), "keys", (keys) => keys.put(made));
  setKeeper(viewer);
  return sealWith(made);
}

const sealWith = ({ about, key, idleMs }) => Object.assign(new Seal(about, key), { idleMs: idleMs || 0 });

/** The seal of who is signed in. */
export function theSeal() {
  sealing ??= open().catch((why) => {
    sealing = null;
    throw why;
  });
  return sealing;
}

/** The seal of whose keys are on this device, for a page without a connection; null if nobody's are. */
export async function keptSeal() {
  const kept = keeper() && crypto.subtle ? await keyOf(keeper()) : null;
  return kept ? sealWith(kept) : null;
}
