// How far the clock of this device is off the server's. Times of events are the device's, corrected by that.
const PLACE = "qanat-clock";
export const MUCH_MS = 120000;

/** What to add to the device's clock, in milliseconds: never more than the truth, so that "now" is not the future. */
export const offset = () => Number(localStorage.getItem(PLACE) || 0);

/** Learn it from an answer that has just come. */
export function learn(serverMs) {
  localStorage.setItem(PLACE, String(Math.round(serverMs - Date.now())));
}

export const serverTime = () => Date.now() + offset();
export const isWrong = () => Math.abs(offset()) > MUCH_MS;
