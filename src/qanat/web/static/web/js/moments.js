// Moments: "now" and five minutes earlier at a press. Without this module one types them.
import { now } from "./words.js";

const BACK_MS = 5 * 60000;
const PATTERN = /^(\d{1,2})\.(\d{1,2})\.(\d{4}) (\d{1,2}):(\d{2})$/;

function shown(ms) {
  const zone = document.querySelector("[data-zone-minutes]");
  const at = new Date(ms + (zone ? Number(zone.dataset.zoneMinutes) * 60000 : 0)).toISOString();
  return `${at.slice(8, 10)}.${at.slice(5, 7)}.${at.slice(0, 4)} ${at.slice(11, 16)}`;
}

/** Let the moments of a form which was fetched some time ago begin now. */
export function stamp(within) {
  for (const input of within.querySelectorAll("[data-qanat-moment]")) if (input.value) input.value = shown(now());
}

/** The moment before what stands in the field; before now if nothing readable does. */
function earlier(text) {
  const typed = PATTERN.exec(text.trim());
  if (!typed) return shown(now() - BACK_MS);
  const [day, month, year, hour, minute] = typed.slice(1).map(Number);
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute) - BACK_MS).toISOString();
  return `${at.slice(8, 10)}.${at.slice(5, 7)}.${at.slice(0, 4)} ${at.slice(11, 16)}`;
}

function wire(input) {
  if (input.momentButtons) return;
  input.momentButtons = true;
  const row = document.createElement("span");
  row.className = "moment-buttons";
  for (const [label, value] of [[input.dataset.now, () => shown(now())], [input.dataset.back, () => earlier(input.value)]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button small quiet";
    button.textContent = label;
    button.setAttribute("aria-controls", input.id);
    button.addEventListener("click", () => {
      input.value = value();
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    row.append(button);
  }
  (input.closest(".with-unit") || input).after(row);
}

function wireAll() {
  document.querySelectorAll("[data-qanat-moment]").forEach(wire);
}

wireAll();
document.addEventListener("htmx:load", wireAll);
