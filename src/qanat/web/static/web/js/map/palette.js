// Colours of the map are the tokens of the page: one source for list, map, timeline and paper.
const NAMES = ["ink", "ink2", "ink3", "surface", "land", "sea", "line", "line-strong", "accent", "u1", "u2", "u3", "u4", "u1-line", "u2-line", "u3-line", "u4-line"];

export function palette(element) {
  const probe = document.createElement("i");
  element.append(probe);
  const colours = {};
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`;
    colours[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return colours;
}
