// Lists one walks with J and K or the arrows: one stop in the tab order, Enter opens.
import { isOff, latin, typing } from "./keys.js";

function items(list) {
  return [...list.querySelectorAll("[data-qanat-item]")];
}

function linkOf(item) {
  return item.matches("a") ? item : item.querySelector("a[href]");
}

function move(list, step) {
  const all = items(list);
  if (!all.length) return;
  const here = all.findIndex((item) => item.contains(document.activeElement));
  const chosen = here >= 0 ? here + step : Math.max(0, all.findIndex((item) => item.matches("[aria-current=true], [aria-selected=true]")));
  const link = linkOf(all[Math.min(all.length - 1, Math.max(0, chosen))]);
  if (!link) return;
  link.focus();
  link.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
  const inside = event.target.closest("[data-qanat-list]");
  const arrow = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const letter = isOff() || document.querySelector("dialog[open]") ? undefined : { J: 1, K: -1 }[latin(event).toUpperCase()];
  const step = (inside && arrow) || letter;
  const list = inside || document.querySelector("[data-qanat-list]");
  if (!step || !list) return;
  event.preventDefault();
  move(list, step);
});
