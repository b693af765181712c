// What is typed outlives a lost session, a reload and another language: it is kept in this tab
// alone, for who typed it, and stands in the form again when he is back. Signing out forgets it.
// What could not be sent stands aside, so that the next can be typed: a press brings it back.
import { now, say, timeOfDay } from "./words.js";

const KEY = "qanat.typed", LONGEST_MS = 12 * 3600000;
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
  if (values.length) write([...others(address), { address, viewer, state, at: Date.now(), values }]);
}

/** Set a form aside which could not be sent. */
export function putAside(form) {
  const fields = [...form.querySelectorAll("input[type=text]:not([data-qanat-moment]), input[type=search], textarea")];
  const words = fields.map((field) => field.value.trim()).filter(Boolean).slice(0, 2);
  const address = addressOf(form), title = [timeOfDay(now()), ...words].join(" · ");
  write([...others(address), { address, viewer, state: "aside", at: Date.now(), values: valuesOf(form), title }]);
  dirty.delete(form);
  showAside();
}

function bringBack(one) {
  write([{ ...one, state: "left" }, ...read().filter((other) => other.at !== one.at)]);
  showAside();
  const link = document.querySelector(`a[data-qanat-drawer][href="${one.address}"]`);
  if (link) link.click();
  else location.assign(one.address);
}

function showAside() {
  const strip = document.querySelector("[data-qanat-aside]");
  if (!strip) return;
  const kept = read().filter((one) => one.state === "aside" && one.viewer === viewer);
  strip.hidden = !kept.length;
  strip.querySelector("[data-qanat-aside-list]").replaceChildren(...kept.map((one) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small";
    button.textContent = one.title;
    button.addEventListener("click", () => bringBack(one));
    return button;
  }));
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
}

/** Before sign-in everything waits; afterwards the form that was left gets its text back. */
function settle() {
  const kept = read().filter((one) => Date.now() - one.at < LONGEST_MS);
  if (!viewer) {
    write(kept.map((one) => ({ ...one, state: one.state === "aside" ? "aside" : "left" })));
    const told = document.querySelector("[data-qanat-typed-waits]");
    if (told) told.hidden = !kept.length;
    return;
  }
  const own = kept.filter((one) => one.viewer === viewer && one.state !== "sent");
  write(own.map((one) => ({ ...one, state: one.state === "aside" ? "aside" : "left" })));
  showAside();
  giveBackAll();
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
settle();
