{% load static %}// Keeps the offline page with its styles and font, and shells of pages which stay open. The same in every language:
// a worker of other words would take the place of this one while it fetches a page; js/offline.js changes the words.
// Never keeps data: pictures of pages are kept sealed, by js/pictures.js, and shown by the offline page.
const NAME = "qanat-kit-{{ kit.version|escapejs }}";
const OFFLINE = "{% url 'web:offline' %}";
const SHELLS = [{% for one in kept %}["{{ one.prefix }}", "{{ one.shell }}"], {% endfor %}];
const KEPT = [OFFLINE, "{% static 'web/qanat.css' %}", "{% static 'web/css/layout.css' %}", "{% static 'web/css/parts.css' %}", "{% static 'web/css/forms.css' %}", "{% static 'web/css/screens.css' %}", "{% static 'web/css/print.css' %}", {% for one in modules %}"{% static one %}", {% endfor %} "{% static 'web/vendor/icons.svg' %}", "{% static 'web/vendor/fonts/Inter-Regular.woff2' %}", "{% static 'web/vendor/fonts/Inter-SemiBold.woff2' %}"];
const PATIENCE_MS = 5000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("qanat-kit-") && name !== NAME).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

/** A page below a prefix with a shell: the system's own answer, or the shell where there is none in time. */
async function page(request, shell) {
  const kept = await caches.match(shell);
  if (!kept) return fetch(request).catch(() => caches.match(OFFLINE));
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE_MS));
  try {
    const answer = await Promise.race([fetch(request), late]);
    return answer.status >= 502 ? kept : answer;
  } catch {
    return kept;
  }
}

/** Any other page: the system's own answer, or what to do while there is none behind the proxy or the tables are away. */
async function other(request) {
  try {
    const answer = await fetch(request);
    return answer.status >= 502 ? (await caches.match(OFFLINE)) || answer : answer;
  } catch {
    return caches.match(OFFLINE);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate") {
    const found = SHELLS.find(([prefix]) => path.startsWith(prefix));
    event.respondWith(found ? page(request, found[1]) : other(request));
    return;
  }
  if (path.startsWith("{% get_static_prefix %}")) event.respondWith(fetch(request).catch(async () => (await caches.match(path)) || Response.error()));
});
