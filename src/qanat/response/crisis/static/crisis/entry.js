// Quick entry: Enter sends the lines, Shift+Enter begins a new one; the field keeps the focus.
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("[data-qanat-lines] textarea");
  if (!field || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (field.value.trim()) field.form.requestSubmit();
});
function focus() {
  const field = document.querySelector("[data-qanat-lines] textarea");
  if (field) field.focus();
}
document.addEventListener("htmx:afterSettle", focus);
focus();
