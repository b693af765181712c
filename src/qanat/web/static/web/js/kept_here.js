// The page for the time without a connection: what is kept on this device of the page that was asked for is
// shown as it stood, with its age; the rest is named. Once the system answers the page itself comes back.
import { keeper, read } from "./kept.js";
import { keptSeal, theBase } from "./own.js";
import { setOffset, timeOfDay } from "./words.js";
import "./clocks.js";
import { aboutOf, isPicture } from "./pictures.js";

const ASK_MS = 10000, WAIT_MS = 8000, NOT_THERE = 502;

async function tell() {
  const base = await theBase();
  const pages = await read(base, "pages", (kept) => kept.getAll()), typed = await read(base, "typed", (kept) => kept.count());
  const missions = pages.filter((one) => !isPicture(one));
  for (const link of document.querySelectorAll("[data-qanat-kept-here]")) link.hidden = missions.length === 0;
  for (const line of document.querySelectorAll("[data-qanat-typed-here]")) {
    line.hidden = typed === 0;
    line.querySelector("b").textContent = String(typed);
  }
  const seal = await keptSeal();
  if (seal) await show(seal, pages.filter(isPicture));
}

/** Those which this person may still see, newest first. */
async function opened(seal, pictures) {
  const prefix = aboutOf(keeper(), "");
  const own = pictures.filter((one) => one.about.startsWith(prefix) && Date.now() - one.at <= seal.idleMs);
  const all = await Promise.all(own.map(async (one) => {
    const picture = await seal.unseal(one, one.about).catch(() => null);
    return picture && { ...picture, at: one.at, address: one.about.slice(prefix.length) };
  }));
  return all.filter(Boolean).sort((a, b) => b.at - a.at);
}

const pathOf = ({ address }) => address.split("?")[0];

async function show(seal, pictures) {
  const all = await opened(seal, pictures);
  const exact = all.find((one) => one.address === location.pathname + location.search);
  const own = exact || all.find((one) => pathOf(one) === location.pathname);
  const seen = new Set([location.pathname]);
  list(all.filter((one) => !seen.has(pathOf(one)) && seen.add(pathOf(one))));
  if (!own) return;
  for (const href of own.styles) {
    if (document.querySelector(`link[href="${CSS.escape(href)}"]`)) continue;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    document.head.append(link);
  }
  zoned(own);
  setOffset(own.offset);
  document.title = own.title;
  const place = document.querySelector("[data-qanat-picture-here]");
  place.innerHTML = own.html;
  if (!exact) place.querySelector(`#${place.querySelector("[data-qanat-board-detail]")?.dataset.qanatBoardDetail}`)?.remove();  // of another choice
  still(place, new Set(all.map((one) => one.address)));
  for (const age of document.querySelectorAll("[data-qanat-picture-age]")) {
    age.dataset.qanatAge = new Date(own.at + own.offset).toISOString();
    age.previousElementSibling.textContent = timeOfDay(own.at + own.offset);
  }
  document.body.classList.add("has-picture");
}

function zoned({ zone }) {
  document.body.dataset.zoneMinutes = zone;
}

/** Only what is kept too can be gone to. */
function still(place, kept) {
  for (const link of place.querySelectorAll("a[href]")) {
    const { origin, pathname, search } = new URL(link.getAttribute("href"), location.href);
    if (origin === location.origin && kept.has(pathname + search)) continue;
    if (link.protocol !== "tel:") link.removeAttribute("href");
  }
}

function list(others) {
  if (others.length) zoned(others[0]);
  for (const place of document.querySelectorAll("[data-qanat-pictures]")) {
    place.hidden = others.length === 0;
    place.querySelector("ul").replaceChildren(...others.map(({ title, address, at, offset }) => {
      const item = document.createElement("li"), link = document.createElement("a"), time = document.createElement("span");
      item.className = "row";
      link.className = "what";
      link.href = address;
      link.textContent = title.slice(0, title.lastIndexOf(" · "));  // without the product's name
      time.className = "left num";
      time.textContent = timeOfDay(at + offset);
      item.append(link, time);
      return item;
    }));
  }
}

/** Come back by itself. */
async function ask() {
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(WAIT_MS) });
    if (answer.status < NOT_THERE) location.reload();
  } catch { /* not yet */ }
}

if ("indexedDB" in window) tell().catch(() => {});
addEventListener("online", ask);
setInterval(() => { if (!document.hidden) ask(); }, ASK_MS);
