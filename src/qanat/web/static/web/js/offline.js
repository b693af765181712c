// One page for the time without a connection. The worker keeps styles, fonts and that page; never data.
export function registerOffline() {
  const about = document.querySelector('meta[name="qanat-offline"]');
  if (!about || !("serviceWorker" in navigator) || !isSecureContext) return;
  navigator.serviceWorker.register(about.content, { scope: "/" }).then(() => speakHere(about.dataset.page)).catch(() => {});
}

/** Have the kept page speak the language that is read here. */
async function speakHere(page) {
  await navigator.serviceWorker.ready;
  for (const name of (await caches.keys()).filter((one) => one.startsWith("qanat-kit-"))) {
    const cache = await caches.open(name), kept = await cache.match(page);
    if (kept && kept.headers.get("Content-Language") !== document.documentElement.lang) await cache.add(page);
  }
}
