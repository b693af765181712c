// The team's tablet. Without this module the page is plain forms; with it nothing written is lost without a connection.
import { keeper, settled } from "../../web/js/kept.js";
import { duration, setOffset, timeOfDay } from "../../web/js/words.js";
import { isWrong, offset } from "./clock.js";
import { drawOutbox, drawPending, drawSheet, drawSteps, strip } from "./drawing.js";
import { drawHead, keepTheme } from "./head.js";
import { alone, fetchLine, fetchPage, NotOpen, sendAll, SignInNeeded } from "./sender.js";
import { keepShell, persist } from "./shell.js";
import { missions, missionsOf, pagesOf, sealedBy, storeOf, storeWith } from "./store.js";
import { say } from "./words.js";
import { entryOf, fill, isUsual, isWhole } from "./writing.js";

const EVERY_MS = 15000;
const SOON_MS = 500;
const TWICE_MS = 500;
const MOVED_MS = 1000;
const OLD_MS = 60000;
const root = document.getElementById("team");
const isShell = root.dataset.account === undefined;
const isSheet = "teamSheet" in root.dataset || /\/sheet\/$/.test(location.pathname);
const mission = root.dataset.team || (/missions\/(\d+)\//.exec(location.pathname) || [])[1] || "";
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("qanat-team") : null;
let store = null;
let mended = null;
let isDown = false;
let isSignedOut = false;
let pauseMs = SOON_MS;
let seen = { version: 0, at: 0 };
const keptAs = new Map();
let asked = null;
let begun = null;
let steps = { top: null, movedAt: 0 };

// ---- showing

async function draw() {
  document.body.toggleAttribute("data-team-down", isDown);
  if (!store) return;
  const entries = await store.entries();
  drawSteps(entries);
  drawOutbox(entries, { mend, withdraw, again, correct });
  drawPending(entries);
  drawSheet(entries);
  const waiting = entries.filter((entry) => entry.state === "waiting").length, wrong = entries.length - waiting;
  strip("refused", wrong ? say("refused", { count: wrong }) : "", "bad");
  const unsent = waiting ? say("waiting", { count: waiting }) : "";
  const line = isDown ? [say("offline"), unsent].join(" ") : isSignedOut ? unsent : waiting ? say("sending", { count: waiting }) : wrong ? "" : say("all_sent");
  strip("line", line, isDown || waiting ? "" : "calm");
  await elsewhere();
  strip("clock", isWrong() ? say("clock", { time: duration(Math.abs(offset()) / 1000) }) : "", "bad");
  root.dataset.teamWaiting = String(waiting);
  root.dataset.teamRefused = String(wrong);
  watchSteps();
  await markKept();
  for (const form of document.querySelectorAll("[data-team-entry]")) isUsual(form);
}

/** What this person wrote for another mission and is not stored: nobody looks there by himself. */
async function elsewhere() {
  const left = await store.leftElsewhere();
  strip("elsewhere", left ? say("elsewhere", { count: left.count }) : "", "bad");
  if (left) document.querySelector("[data-team-elsewhere]").href = `/team/missions/${left.mission}/#waiting`;
}

/** A part in which somebody writes is left alone. */
const isBusy = (place) => (place.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) || [...place.querySelectorAll("form")].some((form) => form.teamDirty);

/** Put a page into the present one: all of it where nothing stands yet, else part by part. */
function show(page) {
  const made = new DOMParser().parseFromString(isSheet ? page.sheet : page.html, "text/html");
  const here = document.querySelector("[data-team-record]"), fresh = made.querySelector("[data-team-record]");
  if (here.hasAttribute("data-team-blank") || isSheet) {
    here.replaceWith(document.adoptNode(fresh));
    target();
  } else for (const next of fresh.querySelectorAll("[data-team-part]")) {
    const old = here.querySelector(`[data-team-part="${next.dataset.teamPart}"]`);
    if (old && !isBusy(old) && old.innerHTML !== next.innerHTML) old.replaceWith(document.adoptNode(next));
  }
  const print = document.querySelector("[data-team-print]");
  if (print) {
    print.hidden = false;
    print.onclick = () => window.print();
  }
  document.title = page.title;
  if (isShell) drawHead(page);
}

/** Let the pane in the address be the one it names: it was not there when the address was opened. */
function target() {
  const { hash } = location;
  if (!hash) return;
  history.replaceState(null, "", location.pathname);
  location.replace(hash);
}

// ---- writing

/** Note that the buttons of the times have moved: what a finger meets now is not what it aimed at. */
function watchSteps() {
  const form = document.querySelector(".team-steps"), top = form && form.offsetTop;
  if (steps.top !== null && top !== steps.top) steps.movedAt = Date.now();
  steps.top = top;
}

function localOf(text) {
  if (!text.endsWith("Z")) return text;
  const zone = Number(document.querySelector("[data-zone-minutes]").dataset.zoneMinutes);
  return new Date(Date.parse(text) + zone * 60000).toISOString().slice(0, 16);
}

async function write(form, button) {
  if (!isUsual(form)) {
    form.elements.is_confirmed.focus();
    return;
  }
  const entry = entryOf(form, button, store.account);
  try {
    if (!mended || !(await store.change(mended, entry))) await store.add(entry);
  } catch {
    strip("line", say("full"), "bad");
    return;
  }
  mended = null;
  form.teamDirty = false;
  if (!button || button.name !== "step") {
    form.reset();
    const more = form.closest("details");
    if (more) more.open = false;
  }
  await spread();
  tryToSend();
}

async function spread() {
  await draw();
  if (tabs) tabs.postMessage("changed");
}

async function withdraw(entry) {
  await store.withdraw(entry);
  await spread();
  tryToSend();
}

async function again(entry) {
  const id = entry.state === "checked" ? entry.id : crypto.randomUUID(); // the answer to the old one stands
  await store.change(entry, { ...entry, id, state: "waiting", tried: 0, offset: offset() });
  await spread();
  tryToSend();
}

/** Take a refused time as the correction of the one which stands. */
async function correct(entry, stampId) {
  const form = document.querySelector('[data-team-more="correction"] form');
  if (!form) return;
  const at = entry.fields.find(([name]) => name === "at");
  fill(form, { fields: [["stamp", stampId], at] }, localOf);
  open(form, entry);
}

function mend(entry) {
  const form = document.querySelector(`form[data-team-entry="${entry.kind}"]:not(.team-steps)`);
  if (!form) return;
  fill(form, entry, localOf);
  if (entry.kind === "stamp") form.elements.kind.value = entry.fields.find(([name]) => name === "step")?.[1].split("|")[0] || form.elements.kind.value;
  open(form, entry);
}

function open(form, entry) {
  mended = entry;
  form.teamDirty = true;
  const more = form.closest("details");
  if (more) more.open = true;
  location.hash = `#${form.closest(".pane").id}`;
  form.scrollIntoView({ block: "start" });
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-team-entry]"), button = event.submitter;
  if (!form || !begun) return;
  event.preventDefault();
  const isStep = button && button.name === "step";
  if (form.teamBusy || (isStep && Date.now() - steps.movedAt < MOVED_MS)) return;  // the second touch of one finger
  if (!isWhole(form)) return;
  form.teamBusy = true;
  const rest = isStep ? TWICE_MS : 0;
  begun.then(() => (store ? write(form, button) : strip("line", say("cannot"), "bad")))
    .finally(() => setTimeout(() => { form.teamBusy = false; }, rest));
});
document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-team-entry]");
  if (!form) return;
  form.teamDirty = true;
  for (const one of form.elements) one.setCustomValidity("");
  if (form.elements.step && event.target.name === "kind") form.elements.step.value = "";
});

// ---- sending

/** Ask whether the line stands, and open the store of who is signed in. */
async function connect() {
  const line = await fetchLine(mission);
  const account = String(line.account);
  if (!store || store.account !== account) store = await storeWith(mission, account, line.key);
  setOffset(offset());
  return line;
}

/** Fetch the mission as the server has it; keep and show it. */
async function refresh() {
  const page = await fetchPage(mission);
  if (String(page.account) !== store.account) return;
  seen = { version: page.version, at: Date.now() };
  await store.keepPage(page);
  show(page);
}

/** Keep this person's other missions of now as well, and end those that are over: each under a key of its own. */
async function keepOwn() {
  const named = [...document.querySelectorAll("[data-team-own]")].map((one) => one.dataset.teamOwn);
  for (const id of new Set([...named, ...(await missionsOf(store.account))])) {
    if (id !== mission) await keepOne(id).catch(() => {});  // the next round tries again
  }
  markKept();
}

async function keepOne(id) {
  const line = await fetchLine(id);
  if (String(line.account) !== store.account) return;
  const own = await storeWith(id, store.account, line.key);
  if (line.is_over) {
    if (!(await own.entries()).length) await own.end();
  } else if (keptAs.get(id) !== line.version) {
    const page = await fetchPage(id);
    if (String(page.account) !== store.account) return;
    await own.keepPage(page);
    keptAs.set(id, page.version);
  }
}

/** Say in the list of one's missions which open without a connection. */
async function markKept() {
  const kept = new Set(await pagesOf(store.account));
  for (const one of document.querySelectorAll("[data-team-own]")) {
    const word = one.querySelector("[data-team-kept]");
    word.textContent = kept.has(one.dataset.teamOwn) ? word.dataset.here : word.dataset.away;
  }
}

const isOld = (line) => line.version !== seen.version || Date.now() - seen.at > OLD_MS;

async function round() {
  const line = await connect();
  isDown = false;
  isSignedOut = false;
  await draw();
  const before = await store.entries();
  const sent = await sendAll(store, line.token, progress);
  if (sent || isOld(line)) {
    await refresh();
    await keepOwn();
  }
  await draw();
  if (line.is_over && !before.length) await store.end();
  strip("sign-in", "");
}

/** An entry has left: if the line goes now, try again soon. */
async function progress() {
  pauseMs = SOON_MS;
  await spread();
}

/** While something waits for the line, try again, and ever less often. */
async function later() {
  if (!isDown || !store || !(await store.entries()).some((entry) => entry.state === "waiting")) return;
  setTimeout(tryToSend, pauseMs);
  pauseMs = Math.min(pauseMs * 2, EVERY_MS);
}

async function tryToSend() {
  if (!mission) return undefined;
  if (asked) {
    asked.again = true;
    return asked.done;
  }
  asked = { again: false };
  asked.done = (async () => {
    try {
      do {
        asked.again = false;
        await alone(round);
      } while (asked.again);
      pauseMs = SOON_MS;
    } catch (error) {
      if (error instanceof SignInNeeded) askToSignIn();
      else if (error instanceof NotOpen) strip("line", say("gone"), "bad");
      else isDown = true;
      if (!(error instanceof NotOpen)) await draw().catch(() => {});
    } finally {
      asked = null;
    }
    await othersHere();
    await later();
  })();
  return asked.done;
}

function askToSignIn() {
  isDown = false;
  isSignedOut = true;
  strip("sign-in", say("sign_in"), "bad");
  document.querySelector("[data-team-sign-in]").href = `/sign-in/?next=${encodeURIComponent(location.pathname)}`;
}

async function othersHere() {
  const mine = store ? store.account : "";
  const count = await sealedBy((account) => account !== mine);
  strip("others", !count ? "" : store ? say("others", { count }) : say("locked"));
}

// ---- beginning

async function begin() {
  await settled;
  keepTheme({ isShell });
  setOffset(offset());
  if (!mission) return listKept();
  store = await storeOf(mission, isShell ? keeper() : root.dataset.account);
  const page = store && (await store.page());
  if (isShell) {
    isDown = true;
    if (page) show(page);
    else strip("line", say("locked"), "bad");
  }
  await draw();
  if (!store) await tryToSend();
  settle();
}

/** What may follow once one can write. */
async function settle() {
  await tryToSend();
  const persisted = await persist().catch(() => false);
  document.querySelector("[data-team-storage]").textContent = say(persisted ? "persisted" : "not_persisted");
  if (root.dataset.files) await keepShell(root.dataset).catch(() => {});
  root.dataset.teamReady = "";
}

/** Without a connection and without a mission in the address: what is kept here. */
async function listKept() {
  if (!isShell) {
    if (root.dataset.files) await keepShell(root.dataset).catch(() => {});
    return;
  }
  const here = document.querySelector("[data-team-record]"), kept = await missions();
  strip("line", say(kept.length ? "offline" : "no_mission"), kept.length ? "" : "bad");
  if (kept.length === 1) return location.replace(`/team/missions/${kept[0]}/`);
  for (const one of kept) {
    const link = document.createElement("a"), own = await storeOf(one, keeper());
    link.className = "button primary big";
    link.href = `/team/missions/${one}/`;
    const page = await own.page(), { length } = await own.entries();
    link.textContent = [page ? page.title : one, length ? say("waiting", { count: length }) : ""].filter(Boolean).join(" · ");
    here.append(link);
  }
}

if (isSecureContext && "indexedDB" in window && crypto.subtle && navigator.locks) {
  begun = begin().catch(() => strip("line", say("cannot"), "bad"));
  addEventListener("online", tryToSend);
  addEventListener("offline", () => { isDown = true; draw(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) tryToSend(); });
  root.addEventListener("qanat:refresh", tryToSend);
  if (tabs) tabs.onmessage = () => draw();
  setInterval(() => { if (!document.hidden) tryToSend(); }, EVERY_MS);
} else strip("line", say("cannot"), "bad");
