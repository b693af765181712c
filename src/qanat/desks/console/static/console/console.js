// The console: what the board of one screen has besides: the map, the lanes of time, the wall.
import { notLoaded } from "../web/js/answers.js";

const board = document.querySelector("[data-console]");
const lane = document.getElementById("console-lane");
const TURN_MS = 15000;
const POINTS = { req: "request", mission: "mission", aircraft: "aircraft", ambulance: "ambulance" };

function lanes(event) {
  const link = event.target.closest("[data-console-lane]");
  if (!link) return;
  for (const other of board.querySelectorAll("[data-console-lane]")) {
    if (other === link) other.setAttribute("aria-current", "true");
    else other.removeAttribute("aria-current");
  }
  lane.setAttribute("aria-busy", "true");  // it still shows what was asked for before
}

/** A lane which did not come leaves no other in its place. */
function came({ detail }) {
  const link = detail.elt;
  if (!link.matches("[data-console-lane][aria-current]")) return;
  lane.removeAttribute("aria-busy");
  if (!detail.successful) notLoaded(lane, () => link.click());
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

/** Mark in the lanes of time what belongs to what is chosen, and bring it into view. */
function light() {
  const own = [...board.querySelectorAll("#console-detail[data-missions]")].flatMap((e) => e.dataset.missions.split(" ")).filter(Boolean);
  let first = null;
  for (const link of board.querySelectorAll("#console-lane svg a[href]")) {
    const isOwn = own.some((id) => link.getAttribute("href") === board.dataset.qanatBoardMission.replace("0", id));
    link.classList.toggle("chosen", isOwn);
    if (isOwn && !first) first = link;
  }
  if (first && first !== lit) first.scrollIntoView({ block: "nearest", inline: "nearest" });
  lit = first;
}
let lit = null;

if (board) {
  if (board.hasAttribute("data-wall")) setInterval(turn, TURN_MS);
  board.addEventListener("click", lanes);
  board.addEventListener("htmx:afterRequest", came);
  document.addEventListener("htmx:load", light);
  board.addEventListener("qanat:chosen", ({ detail: choice }) => {
    const map = board.querySelector("qanat-map");
    if (map) map.dataset.focus = choice ? `${POINTS[choice[0]]}:${choice[1]}` : "";
  });
  board.addEventListener("qanat:point", (event) => {
    const id = event.detail && event.detail.id;
    for (const row of board.querySelectorAll(".row[data-qanat-point]")) row.classList.toggle("under-pointer", row.dataset.qanatPoint === id);
  });
}
