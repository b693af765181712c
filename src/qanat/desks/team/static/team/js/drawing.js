// Shows what is kept: beside the buttons that were pressed, in the list of what is not sent, on the sheet.
import { say } from "./words.js";
import { timeOfDay } from "../../web/js/words.js";
import { valueOf } from "./writing.js";

const SURE_MS = 5000;
const HANGS_ON_OTHERS = new Set(["stamp", "handover"]); // it may fit once what it depends on is mended
const part = (tag, css, text) => {
  const made = document.createElement(tag);
  if (css) made.className = css;
  if (text) made.textContent = text;
  return made;
};

export const timeOf = (entry) => {
  const at = valueOf(entry, "at");
  if (!at) return "";
  return at.endsWith("Z") ? timeOfDay(Date.parse(at)) : at.slice(11, 16);
};

/** Show pressed buttons as pressed, and bring the next one forward. */
export function drawSteps(entries) {
  const pressed = new Map(entries.filter((e) => e.kind === "stamp" && valueOf(e, "step")).map((e) => [valueOf(e, "step"), e]));
  const buttons = [...document.querySelectorAll(".team-steps button")], open = buttons.filter((one) => !pressed.has(one.value));
  const next = open.find((one) => !("teamOther" in one.dataset)) || open[0];
  for (const button of buttons) {
    const entry = pressed.get(button.value);
    const mark = button.querySelector("[data-team-mark]");
    button.classList.toggle("waiting", Boolean(entry));
    button.disabled = Boolean(entry);
    mark.hidden = !entry;
    if (entry) mark.textContent = say(entry.state === "waiting" ? "at" : "not_accepted", { time: timeOf(entry) });
    button.classList.toggle("refused", Boolean(entry) && entry.state !== "waiting");
    button.classList.toggle("primary", button === next);
  }
}

function button(word, act, css = "button") {
  const made = part("button", css, say(word));
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function lineOf(entry) {
  const line = part("li", `team-entry ${entry.state}`);
  const head = part("p", "");
  const state = entry.state === "waiting" ? `${timeOf(entry)} · ${say("not_sent")}` : say("not_accepted", { time: timeOf(entry) });
  head.append(part("b", "", entry.label), " ", part("span", "meta", state));
  line.append(head);
  if (entry.summary.length) line.append(part("p", "meta", entry.summary.map(([name, value]) => (name ? `${name}: ${value}` : value)).join(" · ")));
  return line;
}

/** What erases is pressed twice: a thumb in turbulence is not a decision. */
function sure(act, css) {
  let armed = 0;
  const made = button("withdraw", () => {
    if (armed) return act();
    made.textContent = say("withdraw_sure");
    made.classList.add("danger");
    armed = setTimeout(() => {
      armed = 0;
      made.textContent = say("withdraw");
      made.classList.remove("danger");
    }, SURE_MS);
  }, css);
  return made;
}

/** A stamp of the same kind which stands on the page, of a conflict. */
function standing(entry) {
  const [kind, leg] = valueOf(entry, "step").split("|");
  const rows = [...document.querySelectorAll("[data-stamp-kind]")];
  return rows.find((row) => row.dataset.stampKind === kind && row.dataset.stampLeg === (leg || "")) || null;
}

function bothVersions(entry, row) {
  const table = part("dl", "facts team-versions");
  for (const [word, text] of [["stands", row.dataset.words], ["yours", `${entry.label} · ${timeOf(entry)}`]]) {
    const line = part("div", "");
    line.append(part("dt", "", say(word)), part("dd", "", text));
    table.append(line);
  }
  return table;
}

/** List what is not sent, with what can be done about each. */
export function drawOutbox(entries, { mend, withdraw, again, correct }) {
  const list = document.querySelector("[data-team-outbox]");
  if (!list) return;
  list.replaceChildren(...entries.map((entry) => {
    const line = lineOf(entry), buttons = part("div", "buttons");
    if (entry.state !== "waiting") {
      const reason = entry.state === "refused" ? entry.reason : say(entry.state);
      const told = part("p", "team-reason", reason);
      told.setAttribute("role", "alert");
      line.append(told);
      const row = entry.code === "already_stamped" ? standing(entry) : null;
      if (row) {
        line.append(bothVersions(entry, row));
        buttons.append(button("keep_theirs", () => withdraw(entry), "button primary"), button("take_mine", () => correct(entry, row.dataset.stampId)));
      } else {
        const isSentAgain = entry.state !== "refused" || HANGS_ON_OTHERS.has(entry.kind);
        if (isSentAgain) buttons.append(button("send", () => again(entry), "button primary"));
        buttons.append(button("mend", () => mend(entry)), sure(() => withdraw(entry)));
      }
    } else if (!entry.tried) buttons.append(sure(() => withdraw(entry), "button quiet"));
    line.append(buttons);
    return line;
  }));
  document.querySelector("[data-team-empty]").hidden = entries.length > 0;
  const count = document.querySelector("[data-team-count]");
  count.hidden = entries.length === 0;
  count.textContent = entries.length || "";
  document.querySelector("[data-team-tab]").classList.toggle("wrong", entries.some((entry) => entry.state !== "waiting"));
}

/** Show what is not sent where it will stand, so that nobody writes it again. */
export function drawPending(entries) {
  for (const place of document.querySelectorAll("[data-team-pending]")) {
    const kinds = place.dataset.teamPending.split(" "), own = entries.filter((entry) => kinds.includes(entry.kind));
    place.replaceChildren(...own.map(lineOf));
    place.hidden = own.length === 0;
  }
}

/** Write what is not sent on the sheet as well: paper leaves with the patient. */
export function drawSheet(entries) {
  const place = document.querySelector("[data-team-sheet-waiting]");
  if (!place) return;
  place.hidden = entries.length === 0;
  place.querySelector("[data-team-unsent]").replaceChildren(...entries.map(lineOf));
}

/** Show or hide a strip; an empty text hides it. */
export function strip(name, text, css = "") {
  const line = document.querySelector(`[data-team-strip="${name}"]`);
  if (!line) return;
  line.hidden = !text;
  for (const one of ["bad", "calm"]) line.classList.toggle(one, css === one);
  const place = line.querySelector("[data-team-text]");
  if (place.textContent !== text) place.textContent = text;
}
