// What a map shows at first: the regions if there are any, else the points, else the country.
const COUNTRY = [[46.3, 40.4], [87.4, 55.6]];

export function boundsOf(collection) {
  let west = 180, south = 90, east = -180, north = -90;
  const take = (coordinates) => {
    if (typeof coordinates[0] === "number") {
      west = Math.min(west, coordinates[0]);
      east = Math.max(east, coordinates[0]);
      south = Math.min(south, coordinates[1]);
      north = Math.max(north, coordinates[1]);
    } else coordinates.forEach(take);
  };
  for (const feature of collection ? collection.features : []) if (feature.geometry) take(feature.geometry.coordinates);
  if (east < west) return null;
  if (east - west < 0.2) { west -= 0.5; east += 0.5; }
  if (north - south < 0.2) { south -= 0.4; north += 0.4; }
  return [[west, south], [east, north]];
}

/** How much of the edges stays free at first: the buttons which lie upon a map stand at the top, its words at the foot. */
export function firstRoom(element) {
  const part = element.closest(".map-part"), words = part?.querySelector(".map-note")?.offsetHeight || 0;
  return { top: part?.querySelector(".map-tools") ? 56 : 24, right: 24, bottom: Math.max(24, words + 16), left: 24 };
}

export function firstView(regions, points) {
  return boundsOf(regions) || boundsOf(points) || COUNTRY;
}
