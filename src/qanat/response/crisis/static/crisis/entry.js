// Quick entry: Enter sends the lines, Shift+Enter begins a new one; the field keeps the focus.
const field = () => document.querySelector("[data-qanat-lines] textarea");
document.addEventListener("keydown", (event) => {
  if (!field() || event.target !== field() || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (field().value.trim()) field().form.requestSubmit();
});
// What others enter draws the list anew as well, and takes the focus from nobody.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.requestConfig?.verb === "post") field()?.focus();
});
field()?.focus();
