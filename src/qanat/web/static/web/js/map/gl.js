// The map drawn by the vendored library. Throws where WebGL 2 is missing; the caller falls back to a canvas.
import { firstRoom, firstView } from "./bounds.js";
import { palette } from "./palette.js";
import { images, signOf } from "./shapes.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const FONT = ["Inter"];

export function hasWebGl() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

/** Tell whether WebGL is there but drawn by the processor: a plain canvas is several times faster then. */
export function isDrawnBySoftware() {
  try {
    const g = document.createElement("canvas").getContext("webgl2");
    const asked = g && g.getExtension("WEBGL_debug_renderer_info");
    const name = asked ? String(g.getParameter(asked.UNMASKED_RENDERER_WEBGL)) : "";
    return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
  } catch {
    return false;
  }
}

let loading = null;
function library(address) {
  if (window.maplibregl) return Promise.resolve(window.maplibregl);
  loading ||= new Promise((ready, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => ready(window.maplibregl);
    script.onerror = () => failed(new Error("map library"));
    document.head.append(script);
  });
  return loading;
}

function withSigns(collection) {
  return { type: "FeatureCollection", features: (collection.features || []).map((f) => ({ ...f, properties: { ...f.properties, sign: signOf(f.properties) } })) };
}

function anchors(regions) {
  const features = (regions.features || []).filter((f) => f.properties.label_at || f.properties.lx).map((f) => ({
    type: "Feature",
    properties: { name: f.properties.name },
    geometry: { type: "Point", coordinates: f.properties.label_at || [f.properties.lx, f.properties.ly] },
  }));
  return { type: "FeatureCollection", features };
}

/** Signs with their words: those of vehicles always, those of requests when chosen. */
function signLayer(id, source, filter, c) {
  const isChosen = ["==", ["get", "chosen"], true], isSaid = ["any", isChosen, ["!", ["has", "urgency"]]];
  return {
    id, type: "symbol", source, filter,
    layout: {
      "icon-image": ["get", "sign"], "icon-size": ["case", isChosen, 0.72, 0.5], "icon-rotate": ["coalesce", ["get", "heading"], 0], "icon-rotation-alignment": "map", "icon-allow-overlap": true,
      "text-field": ["case", isSaid, ["coalesce", ["get", "label"], ""], ""], "text-font": FONT, "text-size": 11, "text-anchor": "left", "text-offset": ["case", isChosen, ["literal", [1.6, 0]], ["literal", [1.1, 0]]], "text-optional": true,
      "symbol-sort-key": ["-", ["coalesce", ["get", "urgency"], 9]],
    },
    paint: { "text-color": c.ink, "text-halo-color": c.land, "text-halo-width": 1.4 },
  };
}

function layers(c) {
  const isIdle = ["all", ["==", ["get", "kind"], "ambulance"], ["!=", ["get", "isBusy"], true], ["!=", ["get", "chosen"], true]];
  const isPoint = ["==", ["geometry-type"], "Point"], isLine = ["==", ["geometry-type"], "LineString"];
  return [
    { id: "sea", type: "background", paint: { "background-color": c.sea } },
    { id: "land", type: "fill", source: "regions", paint: { "fill-color": c.land } },
    { id: "chosen", type: "fill", source: "regions", filter: ["==", ["get", "code"], ""], paint: { "fill-color": c.accent, "fill-opacity": 0.1 } },
    { id: "borders", type: "line", source: "regions", paint: { "line-color": c["line-strong"], "line-width": 1 } },
    { id: "plans", type: "line", source: "points", filter: ["all", isLine, ["!=", ["get", "kind"], "track"]], paint: { "line-color": c.accent, "line-width": 2.4 } },
    { id: "tracks", type: "line", source: "points", filter: ["all", isLine, ["==", ["get", "kind"], "track"]], paint: { "line-color": c.ink3, "line-width": 1.4, "line-dasharray": [3, 2] } },
    // What is drawn above is placed first: names stand where no sign does, or a little beside it.
    { id: "names", type: "symbol", source: "anchors", layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 12, "text-max-width": 7, "text-padding": 1, "text-variable-anchor": ["bottom", "top", "left", "right", "top-left", "top-right", "bottom-left", "bottom-right"], "text-radial-offset": 1.3, "text-justify": "auto" }, paint: { "text-color": c.ink2, "text-halo-color": c.land, "text-halo-width": 1.3 } },
    { id: "places", type: "symbol", source: "points", filter: ["all", isPoint, ["==", ["get", "sign"], "place"]], layout: { "icon-image": "place", "icon-size": 0.4, "icon-padding": 0, "icon-allow-overlap": true, "text-field": ["step", ["zoom"], "", 5.5, ["coalesce", ["get", "label"], ""]], "text-font": FONT, "text-size": 10.5, "text-offset": [0, 0.8], "text-anchor": "top", "text-optional": true }, paint: { "text-color": c.ink2, "text-halo-color": c.land, "text-halo-width": 1.1 } },
    { id: "idle", type: "circle", source: "moving", filter: isIdle, paint: { "circle-radius": ["step", ["zoom"], 2.5, 7, 4], "circle-color": ["case", ["==", ["get", "state"], "fresh"], c.ink2, c.land], "circle-stroke-color": c.ink2, "circle-stroke-width": 1 } },
    signLayer("signs", "points", ["all", isPoint, ["!=", ["get", "sign"], "place"]], c),
    signLayer("vehicles", "moving", ["!", isIdle], c),
  ];
}

export async function glMap(element, { regions, points, glyphs, librarySource, onPick, onHover }) {
  const maplibre = await library(librarySource);
  const holder = document.createElement("div");
  element.append(holder);
  let shown = points || EMPTY, moved = EMPTY, colours = palette(element);
  const style = () => ({
    version: 8,
    glyphs,
    sources: { regions: { type: "geojson", data: regions || EMPTY }, anchors: { type: "geojson", data: anchors(regions || EMPTY) }, points: { type: "geojson", data: withSigns(shown) }, moving: { type: "geojson", data: withSigns(moved) } },
    layers: layers(colours),
  });
  const map = new maplibre.Map({
    container: holder, style: style(), bounds: firstView(regions, points), fitBoundsOptions: { padding: firstRoom(element) }, attributionControl: false,
    locale: { "Map.Title": element.dataset.label, "NavigationControl.ZoomIn": element.dataset.zoomIn, "NavigationControl.ZoomOut": element.dataset.zoomOut },
    fadeDuration: 0, dragRotate: false, pitchWithRotate: false, touchPitch: false, cooperativeGestures: false, maxZoom: 13,
  });
  map.touchZoomRotate.disableRotation();
  // Until somebody moves the map it fits its pane, whose height follows what stands above it.
  const place = () => `${map.getCenter()} ${map.getZoom()}`;
  let fitted = place();
  const whole = () => {
    map.fitBounds(firstView(regions, points), { padding: firstRoom(element), animate: false });
    fitted = place();
  };
  map.on("resize", () => { if (place() === fitted) whole(); });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  const addImages = () => { for (const [name, image] of Object.entries(images(colours))) { if (map.hasImage(name)) map.removeImage(name); map.addImage(name, image); } };
  map.on("style.load", addImages);
  map.on("styleimagemissing", ({ id }) => { const image = images(colours)[id]; if (image && !map.hasImage(id)) map.addImage(id, image); });
  const PICKED = ["vehicles", "signs", "idle", "places"];  // what is drawn on top first
  map.on("click", (event) => {
    const found = map.queryRenderedFeatures(event.point, { layers: PICKED });
    const [best] = found.sort((a, b) => PICKED.indexOf(a.layer.id) - PICKED.indexOf(b.layer.id));
    if (best) onPick(best.properties);
  });
  for (const layer of PICKED) {
    map.on("mouseenter", layer, (event) => { map.getCanvas().style.cursor = "pointer"; if (onHover) onHover(event.features[0].properties); });
    map.on("mouseleave", layer, () => { map.getCanvas().style.cursor = ""; if (onHover) onHover(null); });
  }
  await new Promise((ready, failed) => { map.once("load", ready); map.once("error", (event) => failed(event.error)); });
  const repaint = () => { colours = palette(element); map.setStyle(style(), { diff: false }); };
  return {
    kind: "gl",
    update(next) { shown = next; map.getSource("points").setData(withSigns(next)); },
    move(next) { moved = next; map.getSource("moving").setData(withSigns(next)); },
    choose(code) { map.setFilter("chosen", ["==", ["get", "code"], code || ""]); },
    show(coordinates) { if (!map.getBounds().contains(coordinates)) map.easeTo({ center: coordinates, duration: 300 }); },
    sees: (coordinates) => map.getBounds().contains(coordinates),
    whole,
    repaint,
    remove() { map.remove(); holder.remove(); },
  };
}
