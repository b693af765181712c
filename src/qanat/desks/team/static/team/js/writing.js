// From a form to an entry: what was written, when by this device, and how it is shown until it is sent.
import { offset, serverTime } from "./clock.js";
import { say } from "./words.js";

const LEFT_OUT = new Set(["csrfmiddlewaretoken", "key", "by", "entry"]);
const NO_FINDING = new Set(["patient", "at", "is_confirmed"]);

/** Ask once about findings which hardly anybody has. */
export function isUsual(form) {
  const confirm = form.elements.is_confirmed;
  if (!confirm) return true;
  const odd = [...form.querySelectorAll("[data-low]")].filter((input) => {
    const value = Number(input.value.replace(",", "."));
    return input.value !== "" && (value < Number(input.dataset.low) || value > Number(input.dataset.high));
  });
  for (const input of form.querySelectorAll("[data-low]")) input.closest(".field").classList.toggle("wrong", odd.includes(input));
  confirm.closest(".field").hidden = odd.length === 0;
  if (!odd.length) confirm.checked = false;
  return odd.length === 0 || confirm.checked;
}

const isNumber = (text) => /^[0-9]+([.,][0-9]+)?$/.test(text.trim());

/** What is wrong with what stands in a field, in the words of the page and not of the browser; "" if nothing. */
function fault(control) {
  const { teamLeast: least, teamMost: most, teamLongest: longest } = control.dataset, { value = "", validity } = control;
  if (validity.valueMissing) return say("missing");
  if (validity.badInput || (control.inputMode === "decimal" && value && !isNumber(value))) return say("number");
  const number = Number(value.trim().replace(",", "."));
  if (value && (number < Number(least) || number > Number(most))) return say(most ? "range" : "least", { least, most });
  const over = [...value].length - Number(longest);
  return over > 0 ? say("too_long", { count: over }) : "";
}

/** Tell at once what the system would refuse when the line is back: no finding, a number that is none, too long a text. */
export function isWhole(form) {
  for (const control of form.elements) {
    if (!control.setCustomValidity || control.type === "hidden") continue;
    control.setCustomValidity("");
    control.setCustomValidity(fault(control));
  }
  if (form.dataset.teamEntry === "condition") {
    const isFound = [...form.elements].some((one) => one.name && !NO_FINDING.has(one.name) && written(one));
    if (!isFound) form.querySelector('input[inputmode="numeric"]').setCustomValidity(say("nothing"));
  }
  return form.reportValidity();
}

function written(control) {
  if (control.type === "hidden" || control.type === "submit" || LEFT_OUT.has(control.name)) return "";
  if (control.type === "radio" || control.type === "checkbox") return control.checked && control.value ? control.closest("label").textContent.trim() : "";
  if (control.tagName === "SELECT") return control.value ? control.selectedOptions[0].textContent : "";
  return control.value.replace("T", " ");
}

function nameOf(control) {
  const field = control.closest(".field");
  const label = field && field.querySelector("legend, label");
  return label ? (label.firstChild ? label.firstChild.textContent : "").trim() : "";
}

/** What a person recognises an entry by: fields with their values. */
function summary(form) {
  const lines = new Map();
  for (const control of form.elements) {
    const text = control.name ? written(control) : "";
    if (!text) continue;
    const name = nameOf(control);
    lines.set(name, lines.has(name) ? `${lines.get(name)}, ${text}` : text);
  }
  return [...lines];
}

/** Make an entry of a form as it is sent. An empty time means this very moment. */
export function entryOf(form, button, account) {
  const now = new Date(serverTime()).toISOString();
  const fields = [...new FormData(form, button)].filter(([name]) => !LEFT_OUT.has(name)).map(([name, value]) => [name, String(value)]);
  const takesNow = form.querySelector("[data-team-now]") || (button && button.name === "step");
  const typed = fields.some(([name, value]) => name === "at" && value);
  const isExact = Boolean(takesNow) && !typed;
  const kept = isExact ? [...fields.filter(([name]) => name !== "at"), ["at", now]] : fields;
  const what = button && button.querySelector("[data-team-what]");
  return {
    id: crypto.randomUUID(),
    account,
    kind: form.dataset.teamEntry,
    fields: kept,
    writtenAt: now,
    offset: offset(),
    isExact,
    state: "waiting",
    tried: 0,
    label: what ? what.textContent : form.dataset.label,
    summary: what ? [] : summary(form),
  };
}

export const valueOf = (entry, name) => (entry.fields.find(([field]) => field === name) || [])[1] || "";

/** Put what an entry says back into its form, to be mended. */
export function fill(form, entry, localOf) {
  form.reset();
  for (const control of form.elements) {
    if (!control.name || LEFT_OUT.has(control.name)) continue;
    const values = entry.fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else if (control.type === "datetime-local") control.value = localOf(values[0] || "");
    else if (control.type !== "submit" && values.length) control.value = values[0];
  }
}
