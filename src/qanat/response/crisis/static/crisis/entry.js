// Quick entry: Enter sends the lines, Shift+Enter begins a new one; the field keeps the focus.
// Nobody waits for the answer: what is typed meanwhile stands in the field and goes next.
const field = () => document.querySelector("[data-qanat-lines] textarea");
const joined = (...texts) => texts.filter((text) => text.trim()).join("\n");
let underWay = null, isDrawn = false, goesNext = false;

document.addEventListener("keydown", (event) => {
  if (!field() || event.target !== field() || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  if (underWay !== null) return void (goesNext = true);
  event.preventDefault();
  if (field().value.trim()) field().form.requestSubmit();
});

const isOurs = ({ detail }) => detail.elt.matches("[data-qanat-lines]");
document.addEventListener("htmx:beforeSend", (event) => {
  if (!isOurs(event)) return;
  underWay = field().value;
  isDrawn = goesNext = false;
  field().value = "";
});
// No answer, or none that is drawn: what was sent stands before what was typed since.
document.addEventListener("htmx:afterRequest", (event) => {
  if (!isOurs(event) || isDrawn) return;
  field().value = joined(underWay, field().value);
  underWay = null;
});

// Drawn anew, the field holds what the server could not read and what was typed since; what others enter
// draws the list anew as well, and takes the focus from nobody.
let typed = "", hadFocus = false;
const isDrawing = ({ detail }) => detail.target.id === "casualties" && field();
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isDrawing(event)) return;
  typed = field().value;
  hadFocus = document.activeElement === field();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!isDrawing(event)) return;
  const refused = field().value;
  field().value = refused ? joined(refused, typed) : typed;
  if (refused) goesNext = false;
  typed = "";
  isDrawn = event.detail.requestConfig.verb === "post";
  if (isDrawn || hadFocus) field().focus();
  if (hadFocus) field().setSelectionRange(field().value.length, field().value.length); // who types on, types on after it
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (!isDrawing(event) || event.detail.requestConfig.verb !== "post") return;
  underWay = null;
  const text = field().value, whole = goesNext ? text.lastIndexOf("\n") : -1;
  if (!text.slice(0, Math.max(0, whole)).trim()) return;
  field().value = text.slice(0, whole);
  field().form.requestSubmit();
  field().value = text.slice(whole + 1);
});
field()?.focus();
