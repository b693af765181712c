// Clocks, ages and times passed, once a second. The server wrote the first text.
import { duration, now, say, timeOfDay } from "./words.js";

const UNUSED_AFTER_LIMITS = 3;

function write(element, text) {
  const place = element.querySelector(":scope > span") || element;
  if (place.textContent !== text) place.textContent = text;
}

function turn(element, states, state) {
  if (element.classList.contains(state)) return;
  element.classList.remove(...states);
  element.classList.add(state);
}

function tickDue(element, at) {
  const left = (Date.parse(element.dataset.qanatDue) - at) / 1000;
  const state = left < 0 ? "late" : left <= Number(element.dataset.soon) ? "soon" : "running";
  turn(element, ["running", "soon", "late"], state);
  const use = element.querySelector("use");
  if (use) {
    const name = state === "late" ? "alert-circle" : "hourglass";
    const href = use.getAttribute("href").replace(/#.*/, `#${name}`);
    if (use.getAttribute("href") !== href) use.setAttribute("href", href);
  }
  write(element, say(left < 0 ? "late" : "left", { time: duration(Math.abs(left)) }));
}

function tickAge(element, at) {
  const seen = Date.parse(element.dataset.qanatAge);
  const seconds = Math.max(0, (at - seen) / 1000), limit = Number(element.dataset.limit);
  if (seconds <= limit) {
    turn(element, ["fresh", "stale", "lost"], "fresh");
    write(element, say("ago", { time: duration(seconds) }));
    return;
  }
  const state = seconds <= limit * UNUSED_AFTER_LIMITS ? "stale" : "lost";
  if (element.classList.contains(state)) return;
  turn(element, ["fresh", "stale", "lost"], state);
  write(element, say(state === "stale" ? "seen" : "unused", { time: timeOfDay(seen) }));
}

function tick() {
  if (document.hidden) return;
  const at = now();
  for (const element of document.querySelectorAll("[data-qanat-due]")) tickDue(element, at);
  for (const element of document.querySelectorAll("[data-qanat-age]")) tickAge(element, at);
  for (const element of document.querySelectorAll("[data-qanat-since]"))
    write(element, duration((at - Date.parse(element.dataset.qanatSince)) / 1000));
  for (const element of document.querySelectorAll("[data-qanat-wall]")) {
    const text = timeOfDay(at);
    if (element.textContent !== text) element.textContent = text;
  }
}

setInterval(tick, 1000);
document.addEventListener("visibilitychange", tick);
