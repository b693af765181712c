// Vehicles on the move: what the server told, how old that is now, and where they are by now.
//
// A fresh aircraft or ambulance is moved on by its own speed and course between two reports; a
// stale one stands where it was last seen, hollow.
const LOST_AFTER = 3;
const METRES_A_DEGREE = 111320;
const EASE_S = 90;

export class Fleet {
  constructor() {
    this.vehicles = new Map();
    this.limits = {};
    this.after = null;
    this.offset = 0;
  }

  /** Take an answer of the server; tell whether anything changed. */
  take(answer) {
    if (answer.is_all) this.vehicles.clear();
    this.limits = answer.limits;
    this.after = answer.after;
    this.offset = answer.now - Date.now();
    for (const [id, kind, lon, lat, course, speed, seen, label, url] of answer.vehicles) {
      const before = this.vehicles.get(id);
      if (before && before.seen > seen) continue;
      this.vehicles.set(id, { id, kind, lon, lat, course, speed, seen, label, url, isBusy: url.includes("/missions/") });
    }
    return answer.is_all || answer.vehicles.length > 0;
  }

  /** The points of this moment; `chosen` is marked. */
  points(chosen, isStopped) {
    const now = Date.now() + this.offset, features = [];
    for (const v of this.vehicles.values()) {
      const age = (now - v.seen) / 1000, limit = this.limits[v.kind] || 60;
      const state = age <= limit ? "fresh" : age <= limit * LOST_AFTER ? "stale" : "lost";
      features.push({
        type: "Feature",
        geometry: { type: "Point", coordinates: state === "fresh" && !isStopped ? ahead(v, Math.max(0, age)) : [v.lon, v.lat] },
        properties: { id: v.id, kind: v.kind, label: v.label, url: v.url, heading: v.course || 0, state, isBusy: v.isBusy, chosen: v.id === chosen },
      });
    }
    return { type: "FeatureCollection", features };
  }
}

function ahead(v, age) {
  if (!v.speed || v.course === null) return [v.lon, v.lat];
  const metres = v.speed * Math.min(age, EASE_S), angle = (v.course * Math.PI) / 180;
  const north = (metres * Math.cos(angle)) / METRES_A_DEGREE;
  const east = (metres * Math.sin(angle)) / (METRES_A_DEGREE * Math.cos((v.lat * Math.PI) / 180));
  return [v.lon + east, v.lat + north];
}
