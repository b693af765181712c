// Search fields: offers while one types. Without this module the server asks "which of these?".

const WAIT_MS = 180, LEAST = 2;

function wire(root) {
  if (root.picker) return;
  root.picker = true;
  const text = root.querySelector("[role=combobox]"), id = root.querySelector("[data-qanat-pick-id]"), list = root.querySelector("[role=listbox]");
  let timer = 0, asked = 0, answered = "";

  const close = () => {
    list.hidden = true;
    text.setAttribute("aria-expanded", "false");
    text.removeAttribute("aria-activedescendant");
  };
  const options = () => [...list.querySelectorAll("[role=option]")];
  const choose = (option) => {
    id.value = option.dataset.id;
    text.value = option.dataset.label;
    close();
    id.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const mark = (index) => {
    const all = options();
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    if (!all[index]) return;
    text.setAttribute("aria-activedescendant", all[index].id);
    all[index].scrollIntoView({ block: "nearest" });
  };
  async function ask() {
    if (!root.dataset.url) return;
    clearTimeout(timer);
    const number = ++asked, typed = text.value, query = typed.trim();
    if (query.length < LEAST) return close();
    const beside = text.form?.elements[root.dataset.beside]?.value, words = new URLSearchParams({ q: query, ...(beside && { [root.dataset.beside]: beside }) });
    const answer = await fetch(`${root.dataset.url}?${words}`, { headers: { "HX-Request": "true" } });
    if (number !== asked) return;
    if (!answer.ok) throw new Error(String(answer.status));
    list.innerHTML = await answer.text();
    answered = typed;
    options().forEach((option, i) => { option.id = `${list.id}_${i}`; });
    list.hidden = false;
    text.setAttribute("aria-expanded", "true");
  }

  /** Enter takes the only offer, or shows which would be taken: half a form is not sent by it. */
  async function take(event) {
    const waits = !id.value && text.value.trim().length >= LEAST, isAnswered = answered === text.value;
    if (!root.dataset.url || !waits || (isAnswered && (list.hidden || !options().length))) return;
    event.preventDefault();
    if (!isAnswered) {
      const typed = text.value;
      await ask().catch(() => { answered = typed; close(); });  // without a list the server asks
      if (answered !== text.value || list.hidden) return;
    }
    const all = options(), here = all.find((option) => option.getAttribute("aria-selected") === "true");
    if (here || all.length === 1) choose(here || all[0]);
    else mark(0);
  }

  text.addEventListener("input", () => {
    id.value = "";
    clearTimeout(timer);
    timer = setTimeout(() => ask().catch(close), WAIT_MS);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) return void take(event);
    if (list.hidden) return;
    const all = options(), here = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) { event.preventDefault(); mark((here + step + all.length) % all.length); }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { event.preventDefault(); choose(option); }
  });
  text.addEventListener("blur", () => setTimeout(close, 120));
}

const all = () => document.querySelectorAll("[data-qanat-pick]").forEach(wire);
all();
document.addEventListener("htmx:load", all);
