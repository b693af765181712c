// What did not come is asked for again by itself, ever more seldom until it comes: a part of a page that
// lives by news, and one that is fetched once (hx-trigger="load, qanat:again"), which says meanwhile that it
// is coming (data-qanat-coming), and then that it did not come (data-qanat-not-come).
import { wish } from "./stream.js";

const FIRST_MS = 3000, LAST_MS = 30000, FORGOTTEN_MS = 90000;
const asked = new Map();

/** Ask again after a pause which grows while it keeps failing. */
export function askAgain(name, again) {
  const last = asked.get(name), at = Date.now();
  const pause = last && at - last.at < FORGOTTEN_MS ? Math.min(last.pause * 2, LAST_MS) : FIRST_MS;
  asked.set(name, { at, pause });
  setTimeout(again, pause);
}

function onFailure({ detail: { elt, xhr, requestConfig } }) {
  if (requestConfig.verb !== "get" || (xhr.status && xhr.status < 500)) return;
  for (const line of elt.querySelectorAll("[data-qanat-coming]")) line.hidden = true;
  for (const line of elt.querySelectorAll("[data-qanat-not-come]")) line.hidden = false;
  const name = elt.id || elt.getAttribute("hx-get");
  if (elt.matches("[hx-trigger*='qanat:again']")) askAgain(name, () => elt.isConnected && window.htmx.trigger(elt, "qanat:again"));
  else if (elt.matches("[data-qanat-refresh]")) askAgain(name, () => wish(elt));
}

for (const kind of ["sendError", "timeout", "responseError"]) document.addEventListener(`htmx:${kind}`, onFailure);
