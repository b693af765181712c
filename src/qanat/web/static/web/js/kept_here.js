// The page for the time without a connection: where something is kept on this device, it leads there and says so.
import { openKept, read } from "./kept.js";

async function tell() {
  const base = await openKept();
  const pages = await read(base, "pages", (kept) => kept.count()), typed = await read(base, "typed", (kept) => kept.count());
  for (const link of document.querySelectorAll("[data-qanat-kept-here]")) link.hidden = pages === 0;
  for (const line of document.querySelectorAll("[data-qanat-typed-here]")) {
    line.hidden = typed === 0;
    line.querySelector("b").textContent = String(typed);
  }
}
if ("indexedDB" in window) tell().catch(() => {});
