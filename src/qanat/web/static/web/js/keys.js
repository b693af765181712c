// Single-key shortcuts: off inside fields, switchable for good, listed by "?".

const STORE = "qanat-keys-off";
const GO_MS = 1500;
let goUntil = 0;

function isOff() {
  try {
    return localStorage.getItem(STORE) === "1";
  } catch {
    return false;
  }
}

/** The field somebody types into; one of a dialog that is just closing takes no more keys. */
function typing(target) {
  if (target.closest("dialog:not([open])")) return null;
  return target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
}

function press(element) {
  if (element.closest("[hidden], [inert]")) return;
  if (element.matches("summary")) {  // a key opens: pressed once more it does not close what one goes on with
    if (!element.parentElement.open) element.click();
    element.focus();
  } else if (element.matches("input, select, textarea, [data-qanat-key-focus]")) element.focus();
  else element.click();
}

function find(attribute, key) {
  const scope = document.querySelector("dialog[open]") || document;
  const all = [...scope.querySelectorAll(`[${attribute}]`)].filter((e) => e.getAttribute(attribute).toLowerCase() === key);
  return all.find((e) => !e.checkVisibility || e.checkVisibility()) || (attribute === "data-qanat-go" ? all[0] : undefined);
}

function showKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog || dialog.open) return;
  const list = dialog.querySelector("[data-qanat-keys]");
  for (const old of list.querySelectorAll("[data-of-page]")) old.remove();
  const add = (keys, text) => {
    const row = document.createElement("div"), term = document.createElement("dt"), what = document.createElement("dd");
    row.dataset.ofPage = "";
    term.append(...keys.flatMap((key) => {
      const mark = document.createElement("kbd");
      mark.textContent = key.toUpperCase();
      return [mark, " "];
    }));
    what.textContent = text;
    row.append(term, what);
    list.append(row);
  };
  for (const element of document.querySelectorAll("[data-qanat-key]")) if (element.dataset.qanatKey.length === 1) add([element.dataset.qanatKey], nameOf(element));
  for (const element of document.querySelectorAll("[data-qanat-go]")) add(["g", element.dataset.qanatGo], nameOf(element));
  dialog.querySelector("[data-qanat-keys-switch]").checked = !isOff();
  dialog.showModal();
  dialog.scrollTop = 0;  // the first control, which takes the focus, is the last line
}

function nameOf(element) {
  if (element.getAttribute("aria-label")) return element.getAttribute("aria-label");
  const copy = element.cloneNode(true);
  for (const mark of copy.querySelectorAll("kbd")) mark.remove();
  return copy.textContent.trim().replace(/\s+/g, " ");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (typing(event.target)) {
    if (event.key === "Escape" && !event.target.closest("dialog")) event.target.blur();
    return;
  }
  if (event.key === "?") {
    event.preventDefault();
    showKeys();
    return;
  }
  if (isOff() || event.key.length !== 1) return;
  const key = latin(event).toLowerCase();
  if (performance.now() < goUntil) {
    goUntil = 0;
    const target = find("data-qanat-go", key);
    if (target) { event.preventDefault(); press(target); }
    return;
  }
  if (key === "g") { goUntil = performance.now() + GO_MS; return; }
  const target = key === "/" ? document.querySelector("main [data-qanat-search]") || document.querySelector("[data-qanat-search]") : find("data-qanat-key", key);
  if (target) { event.preventDefault(); press(target); }
});

/** The Latin letter of the key, whatever the layout: Kazakh and Russian layouts are the usual ones. */
function latin(event) {
  if (event.key === "/" || event.code === "Slash") return "/";
  return /^Key[A-Z]$/.test(event.code) ? event.code.slice(3) : event.key;
}

for (const button of document.querySelectorAll("[data-qanat-show-keys]")) {
  button.hidden = false;
  button.addEventListener("click", showKeys);
}
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-qanat-keys-switch]")) return;
  try {
    if (event.target.checked) localStorage.removeItem(STORE);
    else localStorage.setItem(STORE, "1");
  } catch { /* private windows have no storage: the switch lasts for the page */ }
});

export { isOff, latin, nameOf, press, typing };
