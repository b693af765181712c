// The same map on a plain canvas, for machines without WebGL 2: wheel and drag, signs, names, borders.
import { firstView } from "./bounds.js";
import { palette } from "./palette.js";
import { draw, signOf } from "./shapes.js";

const RAD = Math.PI / 180;
const project = ([lon, lat]) => [lon / 360 + 0.5, 0.5 - Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, lat)) * RAD) / 2)) / (2 * Math.PI)];

export function canvasMap(element, { regions, points, onPick }) {
  const canvas = document.createElement("canvas");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", element.dataset.label || "");
  element.append(canvas);
  const g = canvas.getContext("2d");
  let shown = points, chosen = "", colours = palette(element), view = null, targets = [], taken = [], frame = 0;

  function fit() {
    const [[west, south], [east, north]] = firstView(regions, points);
    const [x0, y1] = project([west, south]), [x1, y0] = project([east, north]);
    const width = element.clientWidth || 1, height = element.clientHeight || 1;
    const scale = Math.min((width - 48) / (x1 - x0), (height - 48) / (y1 - y0));
    view = { scale, x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
  }
  const at = (position) => {
    const [x, y] = project(position);
    return [(x - view.x) * view.scale + element.clientWidth / 2, (y - view.y) * view.scale + element.clientHeight / 2];
  };

  function trace(geometry) {
    const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : [geometry.coordinates];
    g.beginPath();
    for (const ring of rings) {
      ring.forEach((position, i) => g[i ? "lineTo" : "moveTo"](...at(position)));
      if (geometry.type.endsWith("Polygon")) g.closePath();
    }
  }
  /** Write words unless they would stand upon words already written. */
  function word(text, x, y, size, colour, align) {
    g.font = `500 ${size}px Inter, sans-serif`;
    const width = g.measureText(text).width, left = align === "center" ? x - width / 2 : x;
    const box = [left - 2, y - size, left + width + 2, y + 3];
    if (taken.some((t) => box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1])) return;
    taken.push(box);
    g.textAlign = align;
    g.lineWidth = 3;
    g.lineJoin = "round";
    g.strokeStyle = colours.land;
    g.strokeText(text, x, y);
    g.fillStyle = colour;
    g.fillText(text, x, y);
  }
  function paint() {
    frame = 0;
    const ratio = devicePixelRatio || 1, width = element.clientWidth, height = element.clientHeight;
    if (!width || !height) return;
    if (!view) fit();
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.fillStyle = colours.sea;
    g.fillRect(0, 0, width, height);
    for (const region of regions ? regions.features : []) {
      trace(region.geometry);
      g.fillStyle = colours.land;
      g.fill();
      if (region.properties.code === chosen) { g.globalAlpha = 0.12; g.fillStyle = colours.accent; g.fill(); g.globalAlpha = 1; }
      g.lineWidth = 1;
      g.strokeStyle = colours["line-strong"];
      g.stroke();
    }
    paintPoints();
  }
  function paintPoints() {
    targets = [];
    taken = [];
    const features = (shown && shown.features) || [];
    for (const feature of features.filter((f) => f.geometry.type === "LineString")) {
      const isTrack = feature.properties.kind === "track";
      trace(feature.geometry);
      g.setLineDash(isTrack ? [5, 4] : []);
      g.lineWidth = isTrack ? 1.4 : 2.4;
      g.strokeStyle = isTrack ? colours.ink3 : colours.accent;
      g.stroke();
      g.setLineDash([]);
    }
    const order = features.filter((f) => f.geometry.type === "Point").sort((a, b) => (b.properties.urgency || 9) - (a.properties.urgency || 9));
    for (const feature of order) {
      const [x, y] = at(feature.geometry.coordinates), p = feature.properties, sign = signOf(p), size = sign.startsWith("place") ? 20 : p.chosen ? 34 : 24;
      g.save();
      g.translate(x, y);
      if (p.heading) g.rotate(p.heading * RAD);
      draw(g, sign, colours, size);
      g.restore();
      taken.push([x - size / 3, y - size / 3, x + size / 3, y + size / 3]);
      targets.push([x, y, p]);
    }
    for (const [x, y, p] of [...targets].reverse()) if (p.label && !signOf(p).startsWith("place")) word(p.label, x + (p.chosen ? 20 : 14), y + 4, 11, colours.ink, "left");
    for (const region of regions ? regions.features : []) {
      const p = region.properties, place = p.label_at || (p.lx ? [p.lx, p.ly] : null);
      if (place && p.name) { const [x, y] = at(place); word(p.name, x, y, 11.5, colours.ink2, "center"); }
    }
    for (const [x, y, p] of targets) if (p.label && signOf(p).startsWith("place")) word(p.label, x, y + 17, 10.5, colours.ink2, "center");
  }
  const soon = () => { frame ||= requestAnimationFrame(paint); };

  let held = null;
  canvas.addEventListener("pointerdown", (event) => { held = { x: event.clientX, y: event.clientY, moved: false }; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    if (!held || !view) return;
    const dx = event.clientX - held.x, dy = event.clientY - held.y;
    if (Math.abs(dx) + Math.abs(dy) < 3 && !held.moved) return;
    held = { x: event.clientX, y: event.clientY, moved: true };
    view.x -= dx / view.scale;
    view.y -= dy / view.scale;
    soon();
  });
  canvas.addEventListener("pointerup", (event) => {
    const wasMoved = held && held.moved;
    held = null;
    if (wasMoved) return;
    const box = canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    const near = targets.map(([tx, ty, p]) => [Math.hypot(tx - x, ty - y), p]).filter(([d]) => d < 18).sort((a, b) => a[0] - b[0])[0];
    if (near) onPick(near[1]);
  });
  const zoom = (factor) => { view.scale *= factor; soon(); };
  canvas.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2); }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    const step = 60 / view.scale, moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (moves) { event.preventDefault(); event.stopPropagation(); view.x += moves[0]; view.y += moves[1]; soon(); }
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
  });
  const sizes = new ResizeObserver(soon);
  sizes.observe(element);
  soon();
  return {
    kind: "canvas",
    update(next) { shown = next; soon(); },
    choose(code) { chosen = code || ""; soon(); },
    show(position) { const [x, y] = at(position); if (x < 0 || y < 0 || x > element.clientWidth || y > element.clientHeight) { [view.x, view.y] = project(position); soon(); } },
    repaint() { colours = palette(element); soon(); },
    remove() { sizes.disconnect(); canvas.remove(); },
  };
}
