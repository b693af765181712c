// One page for the time without a connection. The worker keeps styles, fonts and that page; never data.
export function registerOffline() {
  const address = document.querySelector('meta[name="qanat-offline"]');
  if (!address || !("serviceWorker" in navigator) || !isSecureContext) return;
  navigator.serviceWorker.register(address.content, { scope: "/" }).catch(() => {});
}
