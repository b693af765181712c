// The words of the tablet, given by the server in the viewer's language.
const given = JSON.parse(document.getElementById("team").dataset.words || "{}");

export function say(name, values = {}) {
  return (given[name] || "").replace(/%\((\w+)\)s/g, (_, key) => String(values[key] ?? ""));
}
