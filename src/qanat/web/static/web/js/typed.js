// What is typed outlives a lost session, a reload and another language: it is kept in this tab
// alone, for who typed it, and stands in the form again when he is back. Signing out forgets it.
// What could not be sent stands aside, so that the next can be typed: a press brings it back; so does what an
// ended session took from a form that is not on the page afterwards. Forms which are stored once (with a key) are sealed on the device instead, and outlive the tab: see waiting.js.
import { forgetTyped, keepTyped, sendWaiting, typedHere } from "./waiting.js";
import { now, say, timeOfDay } from "./words.js";

const KEY = "qanat.typed", LONGEST_MS = 12 * 3600000, EVERY_MS = 15000;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "version", "proposed_at", "next", "is_checked"]);
const viewer = document.body.dataset.qanatViewer || "";
const dirty = new Set();

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) || [];
  } catch {
    return [];
  }
}

function write(kept) {
  try {
    if (kept.length) sessionStorage.setItem(KEY, JSON.stringify(kept));
    else sessionStorage.removeItem(KEY);
  } catch { /* a full or closed store keeps nothing */ }
}

const addressOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).pathname;
const isOurs = (form) => form.method === "post" && form.closest("main, dialog") && viewer;

function valuesOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !(value instanceof File) && !NOT_KEPT.has(name));
}

const others = (address) => read().filter((one) => one.state === "aside" || one.address !== address);

/** Keep what stands in a form: "left" with the page, "sent" without an answer yet, "open" while it is still there. */
export function keep(form, state = "left") {
  if (!isOurs(form)) return;
  const address = addressOf(form), values = valuesOf(form);
  if (values.length) write([...others(address), told(form, state)]);
}

/** What is kept of a form: named by the time and its first words. */
function told(form, state) {
  const fields = [...form.querySelectorAll("input[type=text]:not([data-qanat-moment]), input[type=search], textarea")];
  const words = fields.map((field) => field.value.trim()).filter(Boolean).slice(0, 2);
  const title = [timeOfDay(now()), ...words].join(" · ");
  return { id: form.elements.key?.value, address: addressOf(form), viewer, state, at: Date.now(), values: valuesOf(form), title };
}

/** Seal a form on the device; false where it can't be. */
export async function keepSealed(form, state) {
  const one = told(form, state);
  return Boolean(one.id) && keepTyped(one).then(() => true, () => false);
}

/** Set a form aside which could not be sent. */
export async function putAside(form, state) {
  const one = told(form, state);
  dirty.delete(form);
  write(others(one.address));
  if (!one.id || !(await keepTyped(one).then(() => true, () => false))) write([...others(one.address), { ...one, state: "aside" }]);
  await showAside();
}

async function bringBack(one) {
  if (one.state === "aside" || one.isEnded) write(read().filter((other) => other.at !== one.at));
  else await keepTyped({ ...one, state: "typed" });
  write([{ ...one, viewer, state: "left", at: Date.now() }, ...others(one.address)]);
  const link = document.querySelector(`a[data-qanat-drawer][href="${one.address}"]`);
  if (link) link.click();
  else location.assign(one.address);
}

const isOpen = (id) => [...document.querySelectorAll("form [name=key]")].some((field) => field.value === id);

/** Show what is not with the system yet; what stands in a form is in sight already. */
export async function showAside() {
  const strip = document.querySelector("[data-qanat-aside]");
  if (!strip) return;
  const sealed = await typedHere().catch(() => []);
  const inTab = read().filter((one) => (one.state === "aside" || one.isEnded) && one.viewer === viewer && !sealed.some(({ id }) => id === one.id));
  const kept = [...inTab, ...sealed].filter((one) => !isOpen(one.id));
  strip.hidden = !kept.length;
  strip.querySelector("[data-qanat-aside-list]").replaceChildren(...kept.flatMap((one) => [
    button([one.title, one.isWrong && say("look_again"), one.state === "waiting" && say("goes_later")].filter(Boolean).join(" · "), () => bringBack(one)),
    thrower(one),
  ]));
}

function button(text, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button small";
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

/** Thrown away by a second press. */
function thrower(one) {
  const made = button("×", async () => {
    if (made.textContent === "×") return made.replaceChildren(say("throw_away"));
    write(read().filter((other) => other.at !== one.at && (!one.id || other.id !== one.id)));
    if (one.id) await forgetTyped(one.id);
    await showAside();
  });
  made.setAttribute("aria-label", `${say("throw_away")} ${one.title}`);
  made.classList.add("quiet");
  return made;
}

async function goOn() {
  await sendWaiting(isOpen, async (one, made) => {
    if (made) for (const form of dirty) form.dispatchEvent(new Event("change"));  // the server forgot drafts when it took this one
    const notices = document.getElementById("notices");
    if (made && notices) {
      const line = document.createElement("p"), link = document.createElement("a");
      line.className = "notice ok";
      link.href = made;
      link.textContent = one.title;
      line.append(say("sent_later"), " ", link);
      for (const silence of notices.querySelectorAll("[data-qanat-silence]")) silence.remove();
      notices.append(line);
    }
    await showAside();
  })?.catch(() => {});
}

function put(form, values) {
  const all = new Map();
  for (const [name, value] of values) all.set(name, [...(all.get(name) || []), value]);
  for (const field of form.elements) {
    if (!field.name || NOT_KEPT.has(field.name) || field.type === "file") continue;
    const given = all.get(field.name) || [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = given.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = given.includes(option.value);
    else if (given.length) field.value = given[0];
    else continue;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Several forms may send to one address. */
function has(form, values) {
  return values.every(([name]) => form.elements[name]);
}

function giveBack(form, one) {
  put(form, one.values);
  for (let box = form.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  const note = document.createElement("p");
  note.className = "notice info";
  note.setAttribute("role", "status");
  note.textContent = say("typed_again");
  form.prepend(note);
  form.scrollIntoView({ block: "nearest" });
  showAside();
}

/** Before sign-in everything waits; afterwards the form that was left gets its text back. */
function settle() {
  const kept = read().filter((one) => Date.now() - one.at < LONGEST_MS);
  if (!viewer) {
    write(kept.map((one) => ({ ...one, state: one.state === "aside" ? "aside" : "left", isEnded: true })));
    const told = document.querySelector("[data-qanat-typed-waits]");
    if (told) told.hidden = !kept.length;
    return;
  }
  const own = kept.filter((one) => one.viewer === viewer && one.state !== "sent");
  write(own.map((one) => ({ ...one, state: one.state === "aside" ? "aside" : "left" })));
  giveBackAll();
  showAside().then(goOn);
}

/** Forms come with the page, with a dialog or with a fragment. */
function giveBackAll() {
  if (!viewer) return;
  for (const form of dirty) if (!form.isConnected) dirty.delete(form);
  for (const form of document.forms) {
    const one = isOurs(form) && read().find((kept) => kept.state === "left" && kept.address === addressOf(form) && has(form, kept.values));
    if (!one) continue;
    write(others(one.address));
    giveBack(form, one);
    dirty.add(form);
  }
}

document.addEventListener("input", ({ target }) => { if (target.form && isOurs(target.form)) dirty.add(target.form); });
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-qanat-sign-out]")) {
    dirty.clear();
    write([]);
  } else if (isOurs(target)) {
    keep(target, "sent");
    dirty.delete(target);
  }
});
addEventListener("pagehide", () => { for (const form of dirty) if (form.isConnected) keep(form); });
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.xhr && detail.xhr.status && detail.xhr.status !== 401 && detail.elt.matches("form")) {
    write(others(addressOf(detail.elt)));
  }
});

document.addEventListener("htmx:load", giveBackAll);
addEventListener("online", goOn);
setInterval(() => { if (!document.querySelector("[data-qanat-aside]")?.hidden) goOn(); }, EVERY_MS);
settle();
