// Security keys (WebAuthn): a form marked `data-qanat-security-key="create"` or `"get"` asks the key and
// posts its answer in the field `credential`. The options come with the page.

const bytes = (text) => Uint8Array.from(
  atob(text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=")),
  (char) => char.charCodeAt(0),
);

const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withIds = (list) => (list ?? []).map((entry) => ({ ...entry, id: bytes(entry.id) }));

function readOptions(form) {
  const data = JSON.parse(document.getElementById("key-options").textContent);
  const { publicKey } = data.creation_options ?? data.request_options;
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  if (form.dataset.qanatSecurityKey === "create") {
    options.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    options.excludeCredentials = withIds(publicKey.excludeCredentials);
    options.authenticatorSelection = {
      ...publicKey.authenticatorSelection, residentKey: "discouraged", requireResidentKey: false,
    };
  } else {
    options.allowCredentials = withIds(publicKey.allowCredentials);
  }
  return { publicKey: options };
}

function written(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    answer.attestationObject = text(response.attestationObject);
    answer.transports = response.getTransports?.() ?? [];
  } else {
    answer.authenticatorData = text(response.authenticatorData);
    answer.signature = text(response.signature);
    answer.userHandle = response.userHandle ? text(response.userHandle) : null;
  }
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    response: answer,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function ask(event) {
  const form = event.target;
  const field = form.elements.credential;
  event.preventDefault();
  const state = form.querySelector("[data-qanat-security-key-state]");
  state.textContent = "";
  try {
    const credential = await navigator.credentials[form.dataset.qanatSecurityKey](readOptions(form));
    field.value = JSON.stringify(written(credential));
    form.submit();
  } catch {
    state.textContent = state.dataset.failed;
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-qanat-security-key]")) {
    form.addEventListener("submit", ask);
    form.querySelector("[data-qanat-security-key-button]").hidden = false;
  }
}
