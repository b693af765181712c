// The head of the page without a connection: whose tablet it is, his zone, and light or dark as he left it.
const THEME = "qanat-team-theme";

/** Light or dark of the page with a connection holds for the one without, and is kept where it is chosen there. */
export function keepTheme({ isShell }) {
  const root = document.documentElement;
  if (isShell) {
    const kept = localStorage.getItem(THEME);
    if (kept) root.dataset.theme = kept;
  } else keep();
  document.addEventListener("qanat:theme", keep);

  function keep() {
    localStorage.setItem(THEME, root.dataset.theme || "");
  }
}

/** Name who works here, and the zone of the clock, by what is kept of the mission. */
export function drawHead({ who, role, zone }) {
  const zoned = document.querySelector("[data-zone-minutes]"), wall = document.querySelector("[data-qanat-wall]");
  if (zoned) wall.dataset.zoneMinutes = zoned.dataset.zoneMinutes;
  for (const [place, text] of [["who", who], ["role", role], ["zone", zone]])
    for (const one of document.querySelectorAll(`[data-team-${place}]`)) one.textContent = text || "";
  document.querySelector("[data-team-person]").hidden = !who;
}
