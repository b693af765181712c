// Signs of the map: the shapes of urgency, aircraft, ambulance, place. Stale is hollow.
export const SIZE = 48;

const PATHS = {
  u1: (g, m, e) => { const k = (e - m) * 0.29; polygon(g, [[m + k, m], [e - k, m], [e, m + k], [e, e - k], [e - k, e], [m + k, e], [m, e - k], [m, m + k]]); },
  u2: (g, m, e) => polygon(g, [[(m + e) / 2, m], [e, e - 2], [m, e - 2]]),
  u3: (g, m, e) => g.arc((m + e) / 2, (m + e) / 2, (e - m) / 2, 0, Math.PI * 2),
  u4: (g, m, e) => g.rect(m + 2, m + 2, e - m - 4, e - m - 4),
  aircraft: (g, m, e) => { const q = (m + e) / 2; polygon(g, [[q, m - 2], [e - 7, e], [q, e - 9], [m + 7, e]]); },
  ambulance: (g, m, e) => { const q = (m + e) / 2, w = (e - m) / 6, s = (e - m) / 2.6; polygon(g, [[q - w, q - s], [q + w, q - s], [q + w, q - w], [q + s, q - w], [q + s, q + w], [q + w, q + w], [q + w, q + s], [q - w, q + s], [q - w, q + w], [q - s, q + w], [q - s, q - w], [q - w, q - w]]); },
  move: (g, m, e) => { const q = (m + e) / 2; polygon(g, [[q, m], [e - 8, q + 4], [m + 8, q + 4]]); },
  place: (g, m, e) => g.arc((m + e) / 2, (m + e) / 2, (e - m) / 4.5, 0, Math.PI * 2),
};

function polygon(g, points) {
  points.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
  g.closePath();
}

/** The sign of a feature: which path, and whether it is hollow. */
export function signOf(properties) {
  const kind = properties.urgency >= 1 && properties.urgency <= 4 ? `u${properties.urgency}` : PATHS[properties.kind] ? properties.kind : "place";
  const hollow = properties.state === "stale" || properties.state === "lost";
  return hollow ? `${kind}-hollow` : kind;
}

function colourOf(kind, colours) {
  if (kind.startsWith("u")) return [colours[kind], colours[`${kind}-line`]];
  if (kind === "move") return [colours.accent, colours.surface];
  return kind === "place" ? [colours.surface, colours.ink3] : [colours.ink, colours.surface];
}

/** Draw a sign into a context whose origin is the middle of the sign. */
export function draw(g, sign, colours, size) {
  const hollow = sign.endsWith("-hollow"), kind = sign.replace("-hollow", "");
  const [fill, line] = colourOf(kind, colours);
  const scale = size / SIZE;
  g.save();
  g.scale(scale, scale);
  g.translate(-SIZE / 2, -SIZE / 2);
  g.lineJoin = "round";
  g.beginPath();
  PATHS[kind](g, 7, SIZE - 7);
  g.lineWidth = hollow ? 4 : 3.5;
  g.strokeStyle = hollow ? (kind === "aircraft" || kind === "ambulance" ? colours.ink2 : line) : kind === "place" ? colours.ink3 : colours.surface;
  g.fillStyle = hollow ? colours.surface : fill;
  if (!hollow) g.stroke();
  g.fill();
  if (hollow || kind === "place") g.stroke();
  if (kind.startsWith("u") && !hollow) { g.lineWidth = 1.5; g.strokeStyle = line; g.stroke(); }
  g.restore();
}

/** All signs as images for the map library. */
export function images(colours) {
  const out = {};
  for (const kind of Object.keys(PATHS)) {
    for (const sign of [kind, `${kind}-hollow`]) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = SIZE;
      const g = canvas.getContext("2d", { willReadFrequently: true });
      g.translate(SIZE / 2, SIZE / 2);
      draw(g, sign, colours, SIZE);
      out[sign] = g.getImageData(0, 0, SIZE, SIZE);
    }
  }
  return out;
}
