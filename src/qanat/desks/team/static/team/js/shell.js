// The page and its files, in the browser's store of pages: the shell without data, in the language of the page.
const CACHE = "qanat-team";

const KEPT = "qanat-team-shell";

/** Keep the shell and all files as they are now, once. Fetched as nobody: no name of anybody is in it. */
export async function keepShell({ files, filesVersion }) {
  const wanted = `${filesVersion} ${document.documentElement.lang}`;
  if (localStorage.getItem(KEPT) === wanted && (await caches.has(CACHE))) return;
  const cache = await caches.open(CACHE);
  const headers = { "Accept-Language": document.documentElement.lang };
  await Promise.all(files.split(" ").map(async (address) => {
    const answer = await fetch(address, { credentials: "omit", headers, cache: "no-cache" });
    if (!answer.ok) throw new Error(address);
    await cache.put(address, answer);
  }));
  localStorage.setItem(KEPT, wanted);
}

/** Ask the browser never to clear what is kept; tell whether it agreed. */
export async function persist() {
  if (!navigator.storage || !navigator.storage.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}
