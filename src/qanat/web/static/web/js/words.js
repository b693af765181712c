// Words and patterns which the server gives in the viewer's language, and the server's clock.
const body = document.body;

const given = (() => {
  try {
    return JSON.parse(body.dataset.qanatWords || "{}");
  } catch {
    return {};
  }
})();

/** Fill the named places of a pattern, as the server does. */
export function say(name, values = {}) {
  return (given[name] || "").replace(/%\((\w+)\)s/g, (_, key) => String(values[key] ?? ""));
}

const serverNow = Date.parse(body.dataset.qanatNow || "");
let offsetMs = Number.isNaN(serverNow) ? 0 : serverNow - Date.now();

/** Take a clock for the server's: a page which stays open without a connection knows how far off the device is. */
export function setOffset(ms) {
  offsetMs = ms;
}

/** The time of the server, in milliseconds: ward computers are often minutes off. */
export function now() {
  return Date.now() + offsetMs;
}

const NBSP = "\u00a0";

/** Write a length of time in seconds as the server does. */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const day = Math.floor(whole / 86400), hour = Math.floor((whole % 86400) / 3600), minute = Math.floor((whole % 3600) / 60);
  let text;
  if (whole < 60) text = say("s", { s: whole });
  else if (whole < 3600) text = say("min", { min: minute });
  else if (whole < 86400) text = say("h_min", { h: hour, min: minute });
  else text = say("d_h", { d: day, h: hour });
  return text.replaceAll(" ", NBSP);
}

/** Write the time of day in the viewer's zone. */
export function timeOfDay(ms) {
  const zone = document.querySelector("[data-zone-minutes]");
  const shift = zone ? Number(zone.dataset.zoneMinutes) * 60000 : 0;
  return new Date(ms + shift).toISOString().slice(11, 16);
}
