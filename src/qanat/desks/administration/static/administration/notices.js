// The button which has notices sent to this browser; without it everything works as before.
const button = document.querySelector("[data-qanat-notices]");

function cookie(name) {
  const found = document.cookie.split("; ").find((part) => part.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

function show(isOn) {
  button.hidden = false;
  button.querySelector("[data-qanat-notices-off]").hidden = isOn;
  button.querySelector("[data-qanat-notices-on]").hidden = !isOn;
}

async function tell(body) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || cookie("csrftoken");
  const answer = await fetch(button.dataset.qanatNoticesUrl, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
}

async function turn(registration) {
  const present = await registration.pushManager.getSubscription();
  if (present) {
    await tell({ endpoint: present.endpoint });
    await present.unsubscribe();
    return show(false);
  }
  const made = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(button.dataset.qanatNotices),
  });
  try {
    await tell(made.toJSON());
    show(true);
  } catch (error) {
    await made.unsubscribe();
    throw error;
  }
}

if (button && "serviceWorker" in navigator && "PushManager" in window) {
  const registration = await navigator.serviceWorker.register(button.dataset.qanatNoticesWorker);
  show(Boolean(await registration.pushManager.getSubscription()));
  button.addEventListener("click", () => {
    button.disabled = true;
    turn(registration).catch(() => show(false)).finally(() => { button.disabled = false; });
  });
}
