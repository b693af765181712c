// News from the server: ids only; elements that show what changed fetch themselves again.
// The stream is resumed with the number of the last event; silence is shown after ten seconds.
import { now, say, timeOfDay } from "./words.js";

const SILENCE_MS = 10000;
const GATHER_MS = 250;
const address = document.body.dataset.qanatEvents;

let last = document.body.dataset.qanatEventsAfter || "";
let heard = Date.now();
let source = null;
let waitMs = 1000;
let isDown = false;
let topics = new Set();
const waiting = new Map();

const topicsOf = (text) => text.split(/\s+/).filter(Boolean);

/** The kinds of news which something on the page waits for. */
function wanted() {
  const all = [...document.querySelectorAll("[data-qanat-refresh], [data-qanat-tell]")];
  return new Set(all.flatMap((e) => topicsOf(e.dataset.qanatRefresh || e.dataset.qanatTell || "")));
}

function connect() {
  const url = new URL(address, location.href);
  url.searchParams.set("topics", [...topics].sort().join(" "));
  if (last) url.searchParams.set("after", last);
  source = new EventSource(url, { withCredentials: true });
  source.onopen = () => { waitMs = 1000; alive(); };
  source.onmessage = (event) => take(event);
  source.addEventListener("heartbeat", (event) => { remember(event); alive(); });
  source.addEventListener("reset", (event) => { remember(event); alive(); refreshAll(); });
  source.onerror = () => {
    shine(false);
    if (source.readyState !== EventSource.CLOSED) return;
    source.close();
    setTimeout(() => { if (source.readyState === EventSource.CLOSED) connect(); }, waitMs + Math.random() * 500);
    waitMs = Math.min(waitMs * 2, 15000);
  };
}

function remember(event) {
  if (event.lastEventId) last = event.lastEventId;
}

function alive() {
  heard = Date.now();
  if (isDown) {
    isDown = false;
    show();
    refreshAll();
  } else show();
}

function take(event) {
  remember(event);
  alive();
  let news;
  try {
    news = JSON.parse(event.data);
  } catch {
    return;
  }
  document.dispatchEvent(new CustomEvent("qanat:news", { detail: news }));
  for (const element of document.querySelectorAll("[data-qanat-refresh]")) if (concerns(element, news)) wish(element);
  for (const line of document.querySelectorAll("[data-qanat-tell]")) if (isOf(line.dataset.qanatTell, news)) line.hidden = false;
}

const isOf = (topics, { kind }) => topicsOf(topics).some((topic) => String(kind || "").startsWith(topic));

function concerns(element, news) {
  if (!isOf(element.dataset.qanatRefresh, news)) return false;
  const ids = (element.dataset.qanatRefreshId || "").split(/\s+/).filter(Boolean);
  const values = Object.entries({ ...news, ...news.payload });
  return !ids.length || values.some(([name, value]) => name.endsWith("id") && ids.includes(String(value)));
}

/** Ask an element to fetch itself again, once for a burst of news, and not under the pointer. */
export function wish(element) {
  if (!element.isConnected) return;
  const entry = waiting.get(element) || { count: 0, timer: 0 };
  entry.count += 1;
  waiting.set(element, entry);
  clearTimeout(entry.timer);
  if (isHeld(element)) return announce(element, entry.count);
  entry.timer = setTimeout(() => settle(element), GATHER_MS);
}

/** Under the pointer or the focus, or with a refusal in it that nobody has looked at yet. */
function isHeld(element) {
  if (!element.hasAttribute("data-qanat-hold")) return false;
  const isUsed = element.matches(":hover") || element.contains(document.activeElement);
  const told = element.querySelector("[data-qanat-focus]");
  if (told && isUsed) told.dataset.qanatRead = "";
  return isUsed || Boolean(told && told.dataset.qanatRead === undefined);
}

function settle(element) {
  if (isHeld(element)) announce(element, waiting.get(element)?.count || 1);
  else refresh(element);
}

function announce(element, count) {
  let button = element.querySelector(":scope > [data-qanat-pending]");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.dataset.qanatPending = "";
    button.addEventListener("click", () => refresh(element));
    element.prepend(button);
  }
  button.textContent = say("pending", { count });
}

/** What is sent from it is answered first: a refusal would come to a form that is gone. */
function refresh(element) {
  if (element.querySelector("form.htmx-request")) {
    setTimeout(() => settle(element), GATHER_MS);
    return;
  }
  waiting.delete(element);
  if (!element.isConnected || !window.htmx) return;
  window.htmx.trigger(element, "qanat:refresh");
}

function refreshAll() {
  for (const element of document.querySelectorAll("[data-qanat-refresh]")) wish(element);
  for (const line of document.querySelectorAll("[data-qanat-tell]")) line.hidden = false;
}

function release(event) {
  for (const [element, entry] of waiting) {
    if (!element.isConnected) { waiting.delete(element); continue; }
    if (!element.hasAttribute("data-qanat-hold")) continue;
    const home = event.type === "keydown" && event.key === "Home";
    if (home || !isHeld(element)) { clearTimeout(entry.timer); refresh(element); }
  }
}

function show() {
  const strip = document.querySelector("[data-qanat-stream-down]");
  if (strip) {
    strip.hidden = !isDown;
    const since = strip.querySelector("[data-qanat-stream-since]");
    if (since && isDown && !since.textContent) since.textContent = say("seen", { time: timeOfDay(now() - (Date.now() - heard)) });
    if (since && !isDown) since.textContent = "";
  }
  shine(!isDown);
  document.body.toggleAttribute("data-stream-down", isDown);
}

/** Say "live" only while the line is there. */
function shine(isLive) {
  const light = document.querySelector("[data-qanat-live]");
  if (light) light.hidden = !isLive;
}

/** Listen once something on the page waits for news, and again when it waits for more. */
function listen() {
  const now = wanted();
  if ([...now].every((topic) => topics.has(topic))) return;
  const isFirst = topics.size === 0;
  topics = new Set([...topics, ...now]);
  if (source) source.close();
  connect();
  if (isFirst) watch();
}

function watch() {
  heard = Date.now();
  setInterval(() => {
    if (!isDown && Date.now() - heard > SILENCE_MS) { isDown = true; show(); }
  }, 1000);
  addEventListener("offline", () => { isDown = true; show(); });
  addEventListener("online", refreshAll);
  document.addEventListener("pointerover", release);
  document.addEventListener("focusin", release);
  document.addEventListener("keydown", release);
  addEventListener("pagehide", () => source && source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

if (address && "EventSource" in window) {
  listen();
  document.addEventListener("htmx:load", listen);
}
