// What grows old under news fetches itself again, but never under a hand: once somebody has pressed
// or typed in it, it only says that it is old. A fetch that changed it can't be pressed at once.
const LOOK_MS = 2000;
const APART_MS = 15000;  // of two fetches
const STILL_MS = 4000;  // since anybody last pressed or typed anywhere
const SETTLE_MS = 1200;

let pressedAt = 0;
let fetchedAt = 0;

function isOld(element) {
  const line = element.querySelector("[data-qanat-tell]");
  return Boolean(line && !line.hidden);
}

function isHeld(element) {
  return "used" in element.dataset || element.matches(":hover") || element.contains(document.activeElement);
}

function look() {
  const now = Date.now();
  if (document.hidden || !window.htmx || now - pressedAt < STILL_MS || now - fetchedAt < APART_MS) return;
  for (const element of document.querySelectorAll("[data-qanat-renew]")) {
    if (!isOld(element) || isHeld(element)) continue;
    fetchedAt = now;
    window.htmx.trigger(element, "qanat:renew");
  }
}

function use(event) {
  pressedAt = Date.now();
  const element = event.target instanceof Element && event.target.closest("[data-qanat-renew]");
  if (element) element.dataset.used = "";
}

function settle({ target }) {
  if (!(target instanceof Element) || !target.matches("[data-qanat-renewed]")) return;
  target.inert = true;
  setTimeout(() => { target.inert = false; }, SETTLE_MS);
}

for (const kind of ["pointerdown", "keydown", "click", "input"]) document.addEventListener(kind, use, true);
document.addEventListener("htmx:load", settle);
setInterval(look, LOOK_MS);
