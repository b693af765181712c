// The same map on a plain canvas, for machines without WebGL 2: wheel and drag, signs, names, borders.
import { firstRoom, firstView } from "./bounds.js";
import { palette } from "./palette.js";
import { images, SIZE, signOf } from "./shapes.js";

const RAD = Math.PI / 180;
const project = ([lon, lat]) => [lon / 360 + 0.5, 0.5 - Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, lat)) * RAD) / 2)) / (2 * Math.PI)];

const PLACES_FROM = 512 * 2 ** 5.5;
const WORDS_AT_MOST = 200;
const NUDGES = [0, -8, 8, -16, 16, -24, 24];
const isIdle = (p) => p.kind === "ambulance" && !p.isBusy && !p.chosen;
const isSaid = (p) => p.chosen || (!p.urgency && !isIdle(p) && !signOf(p).startsWith("place"));

/** Every sign drawn once, twice as large as it is shown. */
function spritesOf(colours) {
  const made = {};
  for (const [name, image] of Object.entries(images(colours))) {
    made[name] = document.createElement("canvas");
    made[name].width = made[name].height = SIZE;
    made[name].getContext("2d").putImageData(image, 0, 0);
  }
  return made;
}

export function canvasMap(element, { regions, points, onPick, onHover }) {
  const canvas = document.createElement("canvas");
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", element.dataset.label || "");
  element.append(canvas);
  let g = canvas.getContext("2d");
  let shown = points, moved = [], chosen = "", colours = palette(element), sprites = spritesOf(colours), ground = null, view = null, fitted = null, wanted = null, targets = [], taken = [], frame = 0;

  function fit() {
    const [[west, south], [east, north]] = firstView(regions, points);
    const [x0, y1] = project([west, south]), [x1, y0] = project([east, north]);
    const width = element.clientWidth || 1, height = element.clientHeight || 1, room = firstRoom(element);
    const scale = Math.min((width - room.left - room.right) / (x1 - x0), (height - room.top - room.bottom) / (y1 - y0));
    view = { scale, x: (x0 + x1) / 2, y: (y0 + y1) / 2 - (room.top - room.bottom) / 2 / scale };
    fitted = { ...view };
  }
  /** Move the view to what is asked for, unless it is in sight. */
  function bring() {
    const [x, y] = at(wanted);
    if (x < 0 || y < 0 || x > element.clientWidth || y > element.clientHeight) [view.x, view.y] = project(wanted);
    wanted = null;
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
  /** The name of a region a little higher or lower, where no sign of a place stands in its letters. */
  function name(text, x, y, dots) {
    g.font = "500 11.5px Inter, sans-serif";
    const half = g.measureText(text).width / 2 + 4;
    const isFree = (dy) => !dots.some(([a, b]) => Math.abs(a - x) < half && b > y + dy - 14 && b < y + dy + 6);
    word(text, x, y + (NUDGES.find(isFree) || 0), 11.5, colours.ink2, "center");
  }
  /** Write words unless they would stand upon words already written. */
  function word(text, x, y, size, colour, align) {
    size *= parseFloat(getComputedStyle(document.documentElement).fontSize) / 16; // the wall has larger letters
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
  /** The land is drawn once for a view; what moves is drawn upon it. */
  function paintGround(width, height, ratio) {
    const key = [view.x, view.y, view.scale, width, height, ratio, chosen].join();
    if (ground && ground.key === key) return;
    ground = { key, canvas: document.createElement("canvas") };
    ground.canvas.width = width * ratio;
    ground.canvas.height = height * ratio;
    const front = g;
    g = ground.canvas.getContext("2d");
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
    g = front;
  }
  function paint() {
    frame = 0;
    const ratio = devicePixelRatio || 1, width = element.clientWidth, height = element.clientHeight;
    if (!width || !height) return;
    if (!view) fit();
    if (wanted) bring();
    if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    paintGround(width, height, ratio);
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(ground.canvas, 0, 0);
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    paintPoints();
  }
  function line(feature) {
    const isTrack = feature.properties.kind === "track";
    trace(feature.geometry);
    g.setLineDash(isTrack ? [5, 4] : []);
    g.lineWidth = isTrack ? 1.4 : 2.4;
    g.strokeStyle = isTrack ? colours.ink3 : colours.accent;
    g.stroke();
    g.setLineDash([]);
  }
  /** Draw a sign from its picture; what is outside is left out, and so is the label of what waits. */
  function sign(feature) {
    const [x, y] = at(feature.geometry.coordinates), p = feature.properties;
    if (x < -20 || y < -20 || x > element.clientWidth + 20 || y > element.clientHeight + 20) return;
    targets.push([x, y, p]);
    if (isIdle(p)) {
      g.beginPath();
      g.arc(x, y, 2.5, 0, Math.PI * 2);
      g.fillStyle = p.state === "fresh" ? colours.ink2 : colours.land;
      g.strokeStyle = colours.ink2;
      g.lineWidth = 1;
      g.fill();
      if (p.state !== "fresh") g.stroke();
      return;
    }
    const name = signOf(p), size = name.startsWith("place") ? 20 : p.chosen ? 34 : 24;
    g.translate(x, y);
    if (p.heading) g.rotate(p.heading * RAD);
    g.drawImage(sprites[name], -size / 2, -size / 2, size, size);
    if (p.heading) g.rotate(-p.heading * RAD);
    g.translate(-x, -y);
    if (size > 20) taken.push([x - size / 3, y - size / 3, x + size / 3, y + size / 3]);
  }
  function paintPoints() {
    targets = [];
    taken = [];
    const features = (shown && shown.features) || [];
    for (const feature of features) if (feature.geometry.type === "LineString") line(feature);
    const still = features.filter((f) => f.geometry.type === "Point").sort((a, b) => (b.properties.urgency || 9) - (a.properties.urgency || 9));
    for (const feature of moved) if (isIdle(feature.properties)) sign(feature);
    for (const feature of still) sign(feature);
    for (const feature of moved) if (!isIdle(feature.properties)) sign(feature);
    const said = [...targets].reverse().filter(([, , p]) => p.label && isSaid(p)).slice(0, WORDS_AT_MOST);
    for (const [x, y, p] of said) word(p.label, x + (p.chosen ? 20 : 14), y + 4, 11, colours.ink, "left");
    const dots = targets.filter(([, , p]) => signOf(p).startsWith("place"));
    for (const region of regions ? regions.features : []) {
      const p = region.properties, place = p.label_at || (p.lx ? [p.lx, p.ly] : null);
      if (place && p.name) name(p.name, ...at(place), dots);
    }
    if (view.scale > PLACES_FROM) for (const [x, y, p] of targets) if (p.label && signOf(p).startsWith("place")) word(p.label, x, y + 17, 10.5, colours.ink2, "center");
  }
  const soon = () => { frame ||= requestAnimationFrame(paint); };

  let held = null;
  /** What is under the pointer: a sign before the place below it, then the nearest of all; null if nothing is. */
  function near(event) {
    const box = canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    const nearest = (isWanted, reach) => {
      let best = null, least = reach;
      for (const [tx, ty, p] of targets) {
        const far = Math.hypot(tx - x, ty - y);
        if (far <= least && isWanted(p)) [best, least] = [p, far];
      }
      return best;
    };
    const isPlace = (p) => signOf(p).startsWith("place");
    return nearest((p) => !isPlace(p), 12) || nearest(() => true, 18);
  }
  canvas.addEventListener("pointerdown", (event) => { held = { x: event.clientX, y: event.clientY, moved: false }; canvas.setPointerCapture(event.pointerId); });
  canvas.addEventListener("pointermove", (event) => {
    if (!held) { if (onHover) onHover(near(event)); return; }
    if (!view) return;
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
    const found = near(event);
    if (found) onPick(found);
  });
  const zoom = (factor) => { if (!view) return; view.scale *= factor; soon(); };
  canvas.addEventListener("wheel", (event) => { event.preventDefault(); zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2); }, { passive: false });
  canvas.addEventListener("keydown", (event) => {
    if (!view) return;
    const step = 60 / view.scale, moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
    if (moves) { event.preventDefault(); event.stopPropagation(); view.x += moves[0]; view.y += moves[1]; soon(); }
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
  });
  const sizes = new ResizeObserver(() => {
    if (view && ["scale", "x", "y"].every((name) => view[name] === fitted[name])) view = null;  // nobody has moved it
    soon();
  });
  sizes.observe(element);
  soon();
  return {
    kind: "canvas",
    update(next) { shown = next; soon(); },
    move(next) { moved = next.features; soon(); },
    choose(code) { chosen = code || ""; soon(); },
    show(position) { wanted = position; soon(); },
    sees(position) {
      const [x, y] = view ? at(position) : [0, 0];
      return x >= 0 && y >= 0 && x <= element.clientWidth && y <= element.clientHeight;
    },
    whole() { view = null; soon(); },
    repaint() { colours = palette(element); sprites = spritesOf(colours); ground = null; soon(); },
    remove() { sizes.disconnect(); canvas.remove(); },
  };
}
