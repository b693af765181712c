// The board of one screen: one choice, shared by list, panes and address. Without this module every
// link is a page; on a board addresses of its records mean: choose it here. A board says of itself:
// data-qanat-board="req mission" (words of the address), data-qanat-board-req="/requests/0/" (the
// address of each with 0 for its id), -here, -chosen (the pane alone), -detail and -list (ids).
import { notLoaded } from "./answers.js";

const board = document.querySelector("[data-qanat-board]");
const kinds = board ? board.dataset.qanatBoard.split(" ") : [];
const PATTERNS = kinds.map((kind) => {
  const [before, after] = board.getAttribute(`data-qanat-board-${kind}`).split("0");
  return [kind, new RegExp(`^${before}(\\d+)${after}$`)];
});

/** What an address of our own means here: [kind, id], or null. */
function meant(address) {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin || url.hash) return null;
  for (const [kind, pattern] of PATTERNS) {
    const found = pattern.exec(url.pathname);
    if (found) return [kind, found[1]];
  }
  return null;
}

function present() {
  const query = new URLSearchParams(location.search);
  for (const kind of kinds) if (query.get(kind)) return [kind, query.get(kind)];
  return null;
}

let isNew = false;  // whether the focus is owed to the chosen row when it comes

let asked = 0;

/** Mark the chosen thing wherever it stands. */
function mark() {
  const choice = present();
  for (const row of board.querySelectorAll(".row:has(> a.what)")) {
    if (row.closest(`#${board.dataset.qanatBoardDetail}`)) continue;
    const own = meant(row.querySelector("a.what").href);
    const isChosen = Boolean(choice && own && own[0] === choice[0] && own[1] === choice[1]);
    if (isChosen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
    if (isChosen && isNew && row.closest(`#${board.dataset.qanatBoardList}`)) {
      isNew = false;
      row.querySelector("a.what").focus();
      row.scrollIntoView({ block: "nearest" });
    }
  }
  board.dispatchEvent(new CustomEvent("qanat:chosen", { detail: choice }));
}

function show() {
  const choice = present(), query = choice ? `?${choice[0]}=${choice[1]}` : "";
  mark();
  const pane = document.getElementById(board.dataset.qanatBoardDetail), own = ++asked;
  window.htmx.trigger(pane, "htmx:abort");
  pane.inert = true;  // it still tells of what was chosen before: nothing in it may be pressed
  pane.setAttribute("aria-busy", "true");
  const settle = () => { if (own === asked && pane.isConnected) pane.replaceWith(unloaded(pane)); };
  return window.htmx.ajax("GET", board.dataset.qanatBoardChosen + query, { source: pane, target: pane, swap: "outerHTML" }).then(settle, settle);
}

/** A pane in place of one which did not come. */
function unloaded(pane) {
  const fresh = pane.cloneNode(false);
  for (const name of ["inert", "aria-busy", "hx-get", "hx-trigger", "data-qanat-refresh", "data-choice", "data-missions"]) fresh.removeAttribute(name);
  notLoaded(fresh, show);
  return fresh;
}

/** An answer about what is no longer chosen comes too late: the pane says what the address says. */
function isStale(path) {
  const url = new URL(path, location.href), choice = present();
  if (url.pathname !== new URL(board.dataset.qanatBoardChosen, location.href).pathname) return false;
  return kinds.some((kind) => (url.searchParams.get(kind) || "") !== (choice && choice[0] === kind ? choice[1] : ""));
}

function choose(kind, id) {
  isNew = false;
  document.getElementById("notices").replaceChildren();
  const query = new URLSearchParams(location.search);
  for (const other of kinds) query.delete(other);
  query.set(kind, id);
  history.pushState({}, "", `${board.dataset.qanatBoardHere}?${query}`);
  return show();
}

function refreshList() {
  const list = document.getElementById(board.dataset.qanatBoardList);
  if (list) window.htmx.trigger(list, "qanat:refresh");
}

function onClick(event) {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a[href]");
  if (!link || link.matches("[data-qanat-dialog], [data-qanat-drawer], [data-qanat-close], [hx-get], [target]")) return;
  const found = meant(link.getAttribute("href"));  // a link within a drawing has no text for its href
  if (!found) return;
  event.preventDefault();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  choose(...found);
}

/** After a command the server leads to its record: here that is chosen, and the board stays. */
function onAnswer(event) {
  const to = event.detail.xhr.getResponseHeader("HX-Redirect");
  const found = to && meant(to);
  if (!found) return;
  event.preventDefault();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  const choice = present();
  if (found[0] === kinds[0] && (!choice || choice[0] !== kinds[0] || choice[1] !== found[1])) {
    choose(...found).then(() => {
      isNew = true;  // what one has made one goes on with: its row takes the focus when it comes
      refreshList();
    });
  } else {
    document.getElementById("notices").replaceChildren();  // what was said is over; what is new comes with the pane
    refreshList();
    show();
  }
}

function onPicked(event, address) {
  const found = address && meant(address);
  if (!found) return;
  event.preventDefault();
  choose(...found);
}

if (board) {
  board.addEventListener("click", onClick);
  for (const strip of document.querySelectorAll("[data-qanat-board-strip], #dialog, #drawer")) strip.addEventListener("click", onClick);
  document.addEventListener("qanat:open", (event) => onPicked(event, event.detail.address));
  board.addEventListener("qanat:pick", (event) => onPicked(event, event.detail.url));
  document.addEventListener("htmx:beforeOnLoad", onAnswer);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isStale(event.detail.pathInfo.requestPath)) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:load", mark);
  addEventListener("popstate", show);
  mark();
}
