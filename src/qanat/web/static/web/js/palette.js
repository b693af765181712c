// Ctrl+K: everything one can do on this page or go to, and every record that is open to the viewer.
// What is typed goes by POST to the one search and stands in no address.
import { nameOf, press } from "./keys.js";
import { say } from "./words.js";

const WAIT_MS = 300;
const LEAST = 3;
const dialog = document.getElementById("palette");

/** The commands of the page: whatever has a key, with its name. */
function commands() {
  const own = [...document.querySelectorAll("[data-qanat-key]")].filter((e) => !e.closest("[hidden], dialog") && e.checkVisibility());
  const there = [...document.querySelectorAll("[data-qanat-go]")].filter((e) => !e.closest("[hidden]"));
  return [...own, ...there, ...document.querySelectorAll(".nav .menu-body a:not([data-qanat-go])")]
    .map((element) => ({ label: nameOf(element), note: keysOf(element), run: () => press(element) }))
    .filter((one) => one.label);
}

function keysOf(element) {
  const { qanatKey: key, qanatGo: go } = element.dataset;
  return key ? key.toUpperCase() : go ? `G ${go.toUpperCase()}` : "";
}

function wire() {
  const form = dialog.querySelector("[data-palette]"), text = form.querySelector("input[type=search]"), list = form.querySelector("[role=listbox]"), told = dialog.querySelector("[data-palette-told]");
  let all = [], shown = [], found = [], timer = 0, asked = 0;

  function mark(index) {
    const options = [...list.children];
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const chosen = options[index];
    if (!chosen) return text.removeAttribute("aria-activedescendant");
    text.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }
  const here = () => [...list.children].findIndex((option) => option.getAttribute("aria-selected") === "true");

  function draw() {
    const words = text.value.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    shown = [...all.filter((one) => words.every((word) => one.label.toLocaleLowerCase().includes(word))), ...found];
    list.replaceChildren(...shown.map((one, i) => {
      const option = document.createElement("li"), note = document.createElement("span");
      option.id = `palette-${i}`;
      option.setAttribute("role", "option");
      option.textContent = one.label;
      note.className = "meta";
      note.textContent = one.note ? ` ${one.note}` : "";
      option.append(note);
      option.addEventListener("click", () => run(i));
      return option;
    }));
    mark(0);
  }

  function run(index) {
    const one = shown[index];
    if (!one) return;
    dialog.close();
    one.run();
  }

  const isSearched = () => text.value.trim().length >= LEAST && Boolean(form.getAttribute("action"));

  /** What is found for other words never stands under these. */
  async function ask(number) {
    if (!isSearched()) return;
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (number !== asked) return;
    found = [...page.querySelectorAll(".row")].flatMap((row) => {
      const link = row.querySelector("a.what"), note = row.querySelector(".where");
      return link ? [{ label: link.textContent.trim(), note: note ? note.textContent.trim() : "", run: () => open(link.getAttribute("href")) }] : [];
    });
    draw();
    told.textContent = shown.length ? "" : say("nothing_found");
  }

  text.addEventListener("input", () => {
    clearTimeout(timer);
    const number = ++asked;
    found = [];
    draw();
    told.textContent = isSearched() ? say("searching") : shown.length ? "" : say("nothing_found");
    timer = setTimeout(() => ask(number).catch(() => { if (number === asked) told.textContent = say("not_loaded"); }), WAIT_MS);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); run(here()); });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {  // a field of search would only empty itself
      event.preventDefault();
      return dialog.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !shown.length) return;
    event.preventDefault();
    mark((here() + step + shown.length) % shown.length);
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.code !== "KeyK") return;
    event.preventDefault();
    if (dialog.open) return dialog.close();
    if (document.querySelector("dialog[open]")) return;
    text.value = "";
    asked += 1;
    found = [];
    told.textContent = "";
    all = commands();
    dialog.showModal();
    draw();
    text.focus();
  });
}

/** A page may take the address as its own choice. */
function open(address) {
  const wish = new CustomEvent("qanat:open", { cancelable: true, detail: { address } });
  if (document.dispatchEvent(wish)) location.assign(address);
}

if (dialog) wire();
