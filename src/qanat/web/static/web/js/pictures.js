// What a page showed last, for the time without a connection. A page says what of it is kept: data-qanat-picture;
// data-qanat-picture-ahead names pages which are kept though nobody opened them. Sealed for who saw them, with
// their age; nothing in a picture can be pressed. They go with his keys, and once his session would have ended.
// While something is open to him in an emergency alone nothing is kept.
import { read, work } from "./kept.js";
import { theBase, theSeal, viewer } from "./own.js";
import { now } from "./words.js";

const MOST = 32, SETTLE_MS = 2000, APART_MS = 10000, AHEAD_FIRST_MS = 8000, AHEAD_MS = 300000;
const PREFIX = "picture:";
const PRESSED = "button, dialog, script, template, noscript, input, select, textarea, .field, label, .only-screen, .notices, qanat-map, .map-tools, .segments, kbd, a.button:not([href^='tel:']), [data-qanat-pending]";

export const aboutOf = (account, address) => `${PREFIX}${account}:${address}`;
export const isPicture = (kept) => String(kept.about).startsWith(PREFIX);
const addressOf = ({ pathname, search }) => pathname + search;

function pictureOf(from) {
  const places = [...from.querySelectorAll("[data-qanat-picture]")];
  if (!places.length || from.querySelector("[data-qanat-emergency]")) return null;
  const html = places.map((place) => {
    const copy = place.cloneNode(true);
    for (const gone of copy.querySelectorAll(PRESSED)) gone.remove();
    for (const form of copy.querySelectorAll("form")) form.replaceWith(...form.childNodes);
    return copy.outerHTML;
  }).join("");
  const styles = [...from.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href"));
  const zone = document.querySelector("[data-zone-minutes]")?.dataset.zoneMinutes || "0";
  return { title: from.title, html, styles: [...new Set(styles)], zone, offset: now() - Date.now() };
}

async function keep(address, picture) {
  const seal = await theSeal(), about = aboutOf(viewer, address);
  const kept = { about, at: Date.now(), ...(await seal.seal(picture, about)) };
  const base = await theBase(), all = (await read(base, "pages", (pages) => pages.getAll())).filter(isPicture);
  const others = all.filter((one) => one.about !== about).sort((a, b) => b.at - a.at);
  const gone = others.filter((one, number) => number >= MOST - 1 || Date.now() - one.at > seal.idleMs);
  await work(base, "pages", (pages) => {
    for (const one of gone) pages.delete(one.about);
    pages.put(kept);
  });
  await keepStyles(picture.styles);
  document.documentElement.dataset.qanatPictureKept = address;
}

/** The worker shows files of its own store alone. */
async function keepStyles(styles) {
  for (const name of (await caches.keys()).filter((one) => one.startsWith("qanat-kit-"))) {
    const cache = await caches.open(name);
    for (const style of styles) if (!(await cache.match(style))) await cache.add(style);
  }
}

async function keepAhead(addresses) {
  for (const address of addresses) {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok || answer.redirected) continue;
    const picture = pictureOf(new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (picture) await keep(address, picture);
  }
}

let timer = 0, last = 0;

/** Keep what stands here now, once it stands still. */
function soon() {
  timer ||= setTimeout(() => {
    timer = 0;
    last = Date.now();
    const picture = !document.body.hasAttribute("data-stream-down") && pictureOf(document);
    if (picture) keep(addressOf(location), picture).catch(() => {});
  }, Math.max(SETTLE_MS, last + APART_MS - Date.now()));
}

function begin() {
  if (!viewer || !isSecureContext || !("indexedDB" in window) || !document.querySelector("[data-qanat-picture]")) return;
  soon();
  for (const kind of ["htmx:load", "qanat:chosen"]) document.addEventListener(kind, soon, true);
  const ahead = document.querySelector("[data-qanat-picture-ahead]")?.dataset.qanatPictureAhead.split(" ").filter(Boolean) || [];
  const look = () => { if (!document.hidden) keepAhead(ahead).catch(() => {}); };
  if (ahead.length) setTimeout(() => { look(); setInterval(look, AHEAD_MS); }, AHEAD_FIRST_MS);
}

begin();
