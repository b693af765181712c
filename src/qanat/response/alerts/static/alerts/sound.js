// The sound of a new alert: only where somebody switched it on, once for each alert and each
// time it is passed on. What is heard is said in words, too.
const KEY = "qanat-alert-sound";
const TONE_S = 0.18;
const TONES_HZ = [660, 880];
const known = new Set();

let audio = null;

function isOn() {
  return localStorage.getItem(KEY) === "on";
}

function buttons() {
  return document.querySelectorAll("[data-alert-sound]");
}

function show() {
  for (const button of buttons()) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(isOn()));
    button.querySelector("[data-alert-on]").hidden = !isOn();
    button.querySelector("[data-alert-off]").hidden = isOn();
  }
}

function say(word) {
  for (const place of document.querySelectorAll("[data-alert-said]")) place.textContent = word ? place.dataset[word] : "";
}

async function play() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") await Promise.race([audio.resume(), new Promise((later) => setTimeout(later, 200))]);
  if (audio.state !== "running") return say("blocked");
  TONES_HZ.forEach((frequency, place) => {
    const tone = audio.createOscillator(), volume = audio.createGain();
    const start = audio.currentTime + place * TONE_S;
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.2, start);
    volume.gain.linearRampToValueAtTime(0, start + TONE_S);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + TONE_S);
  });
}

/** Take note of the alerts on the page; those which are new and not acknowledged are told. */
function look(isFirst) {
  let fresh = false;
  for (const item of document.querySelectorAll("[data-alert-raised]")) {
    fresh ||= !known.has(item.dataset.alert);
    known.add(item.dataset.alert);
  }
  if (isFirst || !fresh) return;
  say("new");
  if (isOn()) play();
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-alert-sound]")) return;
  localStorage.setItem(KEY, isOn() ? "off" : "on");
  say("");
  show();
  if (isOn()) play();
});
addEventListener("storage", show);
document.addEventListener("htmx:load", () => { show(); look(false); });
show();
look(true);
