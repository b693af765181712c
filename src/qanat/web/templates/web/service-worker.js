{% load static %}// Keeps the offline page with its styles and font. Never keeps a page with data.
const NAME = "qanat-kit-{{ kit.version|escapejs }}";
const OFFLINE = "{% url 'web:offline' %}";
const KEPT = [OFFLINE, "{% static 'web/qanat.css' %}", "{% static 'web/css/layout.css' %}", "{% static 'web/css/parts.css' %}", "{% static 'web/css/forms.css' %}", "{% static 'web/vendor/icons.svg' %}", "{% static 'web/vendor/fonts/Inter-Regular.woff2' %}", "{% static 'web/vendor/fonts/Inter-SemiBold.woff2' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("qanat-kit-") && name !== NAME).map((name) => caches.delete(name)))));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
    return;
  }
  const path = new URL(request.url).pathname;
  if (KEPT.includes(path) && path !== OFFLINE) event.respondWith(fetch(request).catch(() => caches.match(path)));
});
