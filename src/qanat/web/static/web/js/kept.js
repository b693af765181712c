// What pages keep on this device is sealed under keys of one person. The keys go when he signs out, and when
// somebody else signs in; what is sealed stays, and opens again when the server gives him his keys anew.
const NAME = "qanat-kept";
const KEEPER = "qanat-keeper";

function opened(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The store of this device: keys and pages by what they are about, an outbox in the order of writing, forms typed without a line. */
export async function openKept() {
  const request = indexedDB.open(NAME, 2);
  request.onupgradeneeded = ({ oldVersion }) => {
    if (oldVersion < 1) {
      request.result.createObjectStore("keys", { keyPath: "about" });
      request.result.createObjectStore("pages", { keyPath: "about" });
      request.result.createObjectStore("outbox", { keyPath: "seq", autoIncrement: true }).createIndex("about", "about");
    }
    request.result.createObjectStore("typed", { keyPath: "id" });
  };
  const base = await opened(request);
  base.onversionchange = () => base.close();
  return base;
}

/** Write into one part of the store for good: done once it survives the battery. */
export function work(base, name, act) {
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(name, "readwrite", { durability: "strict" });
    act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

export const read = (base, name, ask) => opened(ask(base.transaction(name).objectStore(name)));

/** Whose keys are on this device, "" if nobody's. */
export const keeper = () => localStorage.getItem(KEEPER) || "";

export function setKeeper(account) {
  localStorage.setItem(KEEPER, account);
}

/** Destroy every key on this device. */
export async function forgetKeys() {
  localStorage.removeItem(KEEPER);
  const store = await openKept();
  await new Promise((resolve, reject) => {
    const work = store.transaction(["keys", "pages"], "readwrite", { durability: "strict" });
    work.objectStore("keys").clear();
    work.objectStore("pages").clear();
    work.oncomplete = resolve;
    work.onabort = () => reject(work.error);
  });
  store.close();
}

const viewer = document.body.dataset.qanatViewer || "";
/** Done once the keys of anybody else are gone. */
export const settled = viewer && keeper() && keeper() !== viewer ? forgetKeys().catch(() => {}) : Promise.resolve();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-qanat-sign-out]") || !keeper()) return;
  event.preventDefault();
  forgetKeys().catch(() => {}).finally(() => form.submit());
});
