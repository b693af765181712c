// <qanat-map data-points data-moving data-regions …>: the map of a page. The list is first; the map
// never takes the focus.
//
// Points are GeoJSON of our own origin. Properties of a point: id, kind (request, aircraft, ambulance,
// place), label, urgency (1-4), heading (degrees), state (fresh, stale, lost), url. Lines: kind "plan" or
// "track", `of`: the ids to which it belongs. Regions: code, name, label_at [lon, lat]. What moves comes
// from `data-moving` (see fleet.js): told anew when positions are reported, at most once a second.
// `data-layer` names more points and lines, which a button of the map (data-map-layer) lays upon it.
import { canvasMap } from "./map/canvas.js";
import { Fleet } from "./map/fleet.js";
import { glMap, hasWebGl, isDrawnBySoftware } from "./map/gl.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const STORE = "qanat-map";
const SECOND_MS = 1000, AGAIN_MS = 10_000;

async function load(address) {
  if (!address) return EMPTY;
  const answer = await fetch(address, { headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function kept() {
  try {
    return localStorage.getItem(STORE) || "";
  } catch {
    return "";
  }
}

class QanatMap extends HTMLElement {
  static observedAttributes = ["data-focus"];

  async connectedCallback() {
    if (this.started) return;
    this.started = true;
    this.timers = [];
    this.points = this.layer = EMPTY;
    this.fleet = this.dataset.moving ? new Fleet() : null;
    this.engine = new URLSearchParams(location.search).get("map") || this.dataset.engine || kept();
    this.wireSwitch();
    this.wireLayer();
    if (this.engine === "off") return;
    await this.begin();
  }

  async begin() {
    const wasLaid = "layerOn" in this.dataset;
    try {
      [this.regions, this.points, this.layer] = await Promise.all([load(this.dataset.regions), load(this.dataset.points), this.laid()]);
    } catch {
      this.fail();
      this.timers.push(setTimeout(() => this.begin(), AGAIN_MS));
      return;
    }
    delete this.dataset.failed;
    this.replaceChildren();
    await this.draw();
    this.listen();
    if (("layerOn" in this.dataset) !== wasLaid) await this.reload();  // pressed while it was loading
    const every = Number(this.dataset.every);
    if (every) this.timers.push(setInterval(() => { if (!document.hidden) this.reload(); }, every * SECOND_MS));
    if (this.fleet) {
      await this.ask();
      this.timers.push(setInterval(() => this.tick(), SECOND_MS));
    }
    this.dataset.ready = this.map.kind;
  }

  /** What a layer adds, if it is on. */
  async laid() {
    const layer = "layerOn" in this.dataset ? await load(this.dataset.layer) : EMPTY;
    const button = this.layerButton(), count = button && button.querySelector("[data-map-layer-count]");
    if (count) count.textContent = "layerOn" in this.dataset ? layer.features.filter((f) => f.geometry.type === "LineString").length : "";
    return layer;
  }

  layerButton() {
    const part = this.closest(".map-part");
    return part && part.querySelector("[data-map-layer]");
  }

  listen() {
    this.addEventListener("qanat:refresh", () => this.reload());
    this.onTheme = () => setTimeout(() => this.map && this.map.repaint(), 50);
    document.addEventListener("qanat:theme", this.onTheme);
    this.night = matchMedia("(prefers-color-scheme: dark)");
    this.night.addEventListener("change", this.onTheme);
    this.onHover = (event) => this.hover(event);
    document.addEventListener("pointerover", this.onHover);
    document.addEventListener("focusin", this.onHover);
    this.onNews = (event) => {
      const kind = String(event.detail.kind);
      if (kind.startsWith("tracking.")) this.isDue = true;
      else if (this.fleet && kind.startsWith("dispatch.mission")) this.fleet.after = null;
    };
    document.addEventListener("qanat:news", this.onNews);
  }

  disconnectedCallback() {
    for (const timer of this.timers) clearInterval(timer);
    for (const [name, heard] of [["qanat:theme", this.onTheme], ["pointerover", this.onHover], ["focusin", this.onHover], ["qanat:news", this.onNews]])
      if (heard) document.removeEventListener(name, heard);
    if (this.night) this.night.removeEventListener("change", this.onTheme);
    if (this.map) this.map.remove();
  }

  attributeChangedCallback() {
    if (this.map) this.mark(this.dataset.focus || "");
  }

  async draw() {
    const glyphs = new URL(this.dataset.glyphs, location.href).href.replace(/%7B/g, "{").replace(/%7D/g, "}");
    const options = {
      regions: this.regions, points: this.chosen(this.dataset.focus || ""), glyphs, librarySource: this.dataset.library,
      onPick: (p) => this.pick(p), onHover: (p) => this.point(p),
    };
    const wantsCanvas = this.engine === "canvas" || (this.fleet && this.engine !== "gl" && isDrawnBySoftware());
    if (!wantsCanvas && hasWebGl()) {
      try {
        this.map = await glMap(this, options);
        return;
      } catch {
        this.replaceChildren();
      }
    }
    this.map = canvasMap(this, options);
    const why = this.closest(".map-part")?.querySelector("[data-map-simple]");
    if (why) why.hidden = this.engine === "canvas";  // who asked for it knows why
  }

  chosen(id) {
    const all = [...this.points.features, ...this.layer.features];
    if (!id) return { type: "FeatureCollection", features: all };
    const mark = (f) => {
      const p = f.properties, isOwn = String(p.id) === id;
      if (p.of && p.of.split(" ").includes(id)) return { ...f, properties: { ...p, kind: "plan" } };
      return isOwn ? { ...f, properties: { ...p, chosen: true } } : f;
    };
    return { type: "FeatureCollection", features: all.map(mark) };
  }

  mark(id) {
    this.hovered = undefined;
    this.map.update(this.chosen(id));
    if (this.fleet) this.map.move(this.fleet.points(id));
    const feature = this.points.features.find((f) => String(f.properties.id) === id && f.geometry.type === "Point");
    if (feature) this.map.show(feature.geometry.coordinates);
  }

  hover(event) {
    const row = event.target.closest && event.target.closest("[data-qanat-point]");
    const id = row ? row.dataset.qanatPoint : this.dataset.focus || "";
    if (id === this.hovered) return;
    this.hovered = id;
    this.map.update(this.chosen(id));
  }

  /** Tell the page what is under the pointer, so that its row lights up; null: nothing. */
  point(properties) {
    this.dispatchEvent(new CustomEvent("qanat:point", { bubbles: true, detail: properties }));
  }

  async reload() {
    try {
      [this.points, this.layer] = await Promise.all([load(this.dataset.points), this.laid()]);
      this.map.update(this.chosen(this.hovered || this.dataset.focus || ""));
      if (this.fleet) await this.ask();
      delete this.dataset.failed;
    } catch {
      this.dataset.failed = "";
    }
  }

  /** Ask what moved since the last answer. */
  async ask() {
    if (this.isAsking) return;
    this.isAsking = true;
    this.isDue = false;
    try {
      const after = this.fleet.after === null ? "" : `?after=${this.fleet.after}`;
      this.fleet.take(await load(this.dataset.moving + after));
      this.dataset.heard = String(performance.now());
    } catch {
      this.isDue = true;
    } finally {
      this.isAsking = false;
    }
    this.tick();
  }

  tick() {
    if (document.hidden) return;
    if (this.isDue && !this.isAsking) { this.ask(); return; }
    const vehicles = this.fleet.points(this.dataset.focus || "", document.body.hasAttribute("data-stream-down"));
    this.map.move(vehicles);
    this.tellUnseen(vehicles.features);
  }

  /** An empty map says that it is: all vehicles are elsewhere, and a press shows all of it again. */
  tellUnseen(vehicles) {
    const isUnseen = vehicles.length > 0 && !vehicles.some((f) => this.map.sees(f.geometry.coordinates));
    const line = this.querySelector(".map-unseen");
    if (!isUnseen) line?.remove();
    if (!isUnseen || line) return;
    const told = document.createElement("p"), button = document.createElement("button");
    told.className = "map-unseen notice info only-screen";
    told.setAttribute("role", "status");
    button.type = "button";
    button.className = "button small";
    button.textContent = this.dataset.showAll;
    button.addEventListener("click", () => { this.map.whole(); told.remove(); });
    told.append(`${this.dataset.unseenText} `, button);
    this.append(told);
  }

  pick(properties) {
    const chosen = new CustomEvent("qanat:pick", { bubbles: true, cancelable: true, detail: properties });
    if (this.dispatchEvent(chosen) && properties.url) location.assign(properties.url);
  }

  /** The switch beside the map: drawn by the graphics card, simply, or not at all; kept in this browser. */
  wireSwitch() {
    const part = this.closest(".map-part"), buttons = part ? part.querySelectorAll("[data-map-engine]") : [];
    if (part) part.toggleAttribute("data-map-off", this.engine === "off");
    for (const button of buttons) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(button.dataset.mapEngine === this.engine));
      button.addEventListener("click", () => {
        const engine = button.dataset.mapEngine === this.engine ? "" : button.dataset.mapEngine;
        try {
          localStorage.setItem(STORE, engine);
        } catch { /* private windows have no storage: the choice lasts for the page */ }
        this.change(engine);
      });
    }
  }

  /** The button which lays more upon the map: off until it is pressed. */
  wireLayer() {
    const button = this.layerButton();
    if (!button) return;
    button.hidden = this.engine === "off";
    button.setAttribute("aria-pressed", String("layerOn" in this.dataset));
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(this.toggleAttribute("data-layer-on")));
      if (this.map) this.reload();
    });
  }

  change(engine) {
    const fresh = this.cloneNode(false);
    delete fresh.dataset.ready;
    fresh.dataset.engine = engine || "auto";
    const part = this.closest(".map-part");
    for (const button of part.querySelectorAll("[data-map-engine], [data-map-layer]")) button.replaceWith(button.cloneNode(true));
    this.replaceWith(fresh);
  }

  fail() {
    this.dataset.failed = "";
    const text = this.querySelector(".map-without");
    if (text && this.dataset.failText) text.textContent = this.dataset.failText;
  }
}

customElements.define("qanat-map", QanatMap);
