// The console: one choice, shared by list, map, board and address. Without this module every link
// is a page; with it, addresses of requests and missions mean: choose it here.

const board = document.querySelector("[data-console]");
const PATTERNS = [["req", /^\/requests\/(\d+)\/$/], ["mission", /^\/missions\/(\d+)\/$/]];
const TURN_MS = 15000;
const POINTS = { req: "request", mission: "mission" };

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
  for (const kind of Object.keys(POINTS)) if (query.get(kind)) return [kind, query.get(kind)];
  return null;
}

/** Mark the chosen thing wherever it stands. */
function mark() {
  const choice = present(), point = choice ? `${POINTS[choice[0]]}:${choice[1]}` : "";
  for (const row of board.querySelectorAll(".list [data-qanat-point], #console-lane .row")) {
    const link = row.querySelector("a.what"), own = link && meant(link.href);
    const isChosen = Boolean(choice && own && own[0] === choice[0] && own[1] === choice[1]);
    if (isChosen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  const map = board.querySelector("qanat-map");
  if (map) map.dataset.focus = point;
}

function show() {
  const choice = present();
  const query = choice ? `?${choice[0]}=${choice[1]}` : "";
  mark();
  return window.htmx.ajax("GET", board.dataset.consoleChosen + query, { target: "#console-detail", swap: "outerHTML" });
}

function choose(kind, id) {
  const query = new URLSearchParams(location.search);
  for (const other of Object.keys(POINTS)) query.delete(other);
  query.set(kind, id);
  history.pushState({}, "", `${board.dataset.consoleHere}?${query}`);
  return show();
}

function refresh() {
  const queue = document.getElementById("console-queue");
  if (queue) window.htmx.trigger(queue, "qanat:refresh");
  show();
}

function onClick(event) {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a[href]");
  if (!link || link.matches("[data-qanat-dialog], [data-qanat-drawer], [hx-get], [target]")) return;
  const found = meant(link.href);
  if (!found) return;
  event.preventDefault();
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
  if (found[0] === "req" && (!choice || choice[0] === "mission" || choice[1] !== found[1])) {
    choose(...found).then(() => window.htmx.trigger("#console-queue", "qanat:refresh"));
  } else refresh();
}

function lanes(event) {
  const link = event.target.closest("[data-console-lane]");
  if (!link) return;
  for (const other of board.querySelectorAll("[data-console-lane]")) {
    if (other === link) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
}

/** On the wall nobody presses anything: lists turn their pages, regions light up one after another. */
function turn() {
  for (const pane of board.querySelectorAll(".list, .time")) {
    const isAtEnd = pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 4;
    pane.scrollTo({ top: isAtEnd ? 0 : pane.scrollTop + pane.clientHeight * 0.8 });
  }
  const regions = [...new Set([...board.querySelectorAll(".list [data-region]")].map((row) => row.dataset.region))].filter(Boolean);
  const map = board.querySelector("qanat-map");
  if (!map || !map.map || !regions.length) return;
  map.map.choose(regions[turned++ % regions.length]);
}
let turned = 0;

if (board) {
  board.addEventListener("click", onClick);
  const alerts = document.querySelector("[data-console-alerts]");
  if (alerts) alerts.addEventListener("click", onClick);
  document.addEventListener("qanat:open", (event) => {
    const found = meant(event.detail.address);
    if (!found) return;
    event.preventDefault();
    choose(...found);
  });
  if (board.hasAttribute("data-wall")) setInterval(turn, TURN_MS);
  board.addEventListener("click", lanes);
  board.addEventListener("qanat:pick", (event) => {
    const found = event.detail.url && meant(event.detail.url);
    if (!found) return;
    event.preventDefault();
    choose(...found);
  });
  board.addEventListener("qanat:point", (event) => {
    const id = event.detail && event.detail.id;
    for (const row of board.querySelectorAll(".row[data-qanat-point]")) row.classList.toggle("under-pointer", row.dataset.qanatPoint === id);
  });
  document.addEventListener("htmx:beforeOnLoad", onAnswer);
  document.addEventListener("htmx:load", mark);
  addEventListener("popstate", show);
  mark();
}
