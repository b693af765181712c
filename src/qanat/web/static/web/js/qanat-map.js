// <qanat-map data-points data-regions …>: the map of a page. The list is first; the map never takes the focus.
//
// Points are GeoJSON of our own origin. Properties of a point: id, kind (request, aircraft, ambulance, place),
// label, urgency (1-4), heading (degrees), state (fresh, stale, lost), url. Lines: kind "plan" or "track".
// Regions: code, name, label_at [lon, lat].
import { canvasMap } from "./map/canvas.js";
import { glMap, hasWebGl } from "./map/gl.js";

const EMPTY = { type: "FeatureCollection", features: [] };

async function load(address) {
  if (!address) return EMPTY;
  const answer = await fetch(address, { headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

class QanatMap extends HTMLElement {
  static observedAttributes = ["data-focus"];

  async connectedCallback() {
    if (this.started) return;
    this.started = true;
    this.timer = 0;
    this.points = EMPTY;
    try {
      [this.regions, this.points] = await Promise.all([load(this.dataset.regions), load(this.dataset.points)]);
    } catch {
      this.fail();
      return;
    }
    this.replaceChildren();
    await this.draw();
    this.addEventListener("qanat:refresh", () => this.reload());
    this.onTheme = () => setTimeout(() => this.map && this.map.repaint(), 50);
    document.addEventListener("qanat:theme", this.onTheme);
    this.night = matchMedia("(prefers-color-scheme: dark)");
    this.night.addEventListener("change", this.onTheme);
    this.onHover = (event) => this.hover(event);
    document.addEventListener("pointerover", this.onHover);
    document.addEventListener("focusin", this.onHover);
    const every = Number(this.dataset.every);
    if (every) this.timer = setInterval(() => { if (!document.hidden) this.reload(); }, every * 1000);
    this.dataset.ready = this.map.kind;
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("qanat:theme", this.onTheme);
    document.removeEventListener("pointerover", this.onHover);
    document.removeEventListener("focusin", this.onHover);
    if (this.night) this.night.removeEventListener("change", this.onTheme);
    if (this.map) this.map.remove();
  }

  attributeChangedCallback() {
    if (this.map) this.mark(this.dataset.focus || "");
  }

  async draw() {
    const glyphs = new URL(this.dataset.glyphs, location.href).href.replace(/%7B/g, "{").replace(/%7D/g, "}");
    const options = { regions: this.regions, points: this.chosen(this.dataset.focus || ""), glyphs, librarySource: this.dataset.library, onPick: (p) => this.pick(p) };
    const wantsCanvas = new URLSearchParams(location.search).get("map") === "canvas" || this.dataset.engine === "canvas";
    if (!wantsCanvas && hasWebGl()) {
      try {
        this.map = await glMap(this, options);
        return;
      } catch {
        this.replaceChildren();
      }
    }
    this.map = canvasMap(this, options);
  }

  chosen(id) {
    if (!id) return this.points;
    return { type: "FeatureCollection", features: this.points.features.map((f) => ({ ...f, properties: { ...f.properties, chosen: String(f.properties.id) === id } })) };
  }

  mark(id) {
    this.map.update(this.chosen(id));
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

  async reload() {
    try {
      this.points = await load(this.dataset.points);
      this.map.update(this.chosen(this.hovered || this.dataset.focus || ""));
      delete this.dataset.failed;
    } catch {
      this.dataset.failed = "";
    }
  }

  pick(properties) {
    const chosen = new CustomEvent("qanat:pick", { bubbles: true, cancelable: true, detail: properties });
    if (this.dispatchEvent(chosen) && properties.url) location.assign(properties.url);
  }

  fail() {
    this.dataset.failed = "";
    const text = this.querySelector(".map-without");
    if (text && this.dataset.failText) text.textContent = this.dataset.failText;
  }
}

customElements.define("qanat-map", QanatMap);
