// Shows notices and opens the page they lead to.
self.addEventListener("push", (event) => {
  let notice;
  try {
    notice = event.data.json();
  } catch {
    return;
  }
  event.waitUntil(self.registration.showNotification(notice.title, {
    body: notice.text,
    tag: notice.key,
    lang: notice.language,
    requireInteraction: Boolean(notice.link),
    data: { link: notice.link },
  }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data.link || "/messages/", self.location.origin);
  if (wanted.origin === self.location.origin) event.waitUntil(self.clients.openWindow(wanted.href));
});
