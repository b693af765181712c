// What is kept on this device is sealed with AES-GCM under a key that can't be read out of the browser.

/** Take the key which the server gave. */
export async function keyFrom(base64) {
  const raw = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  raw.fill(0);
  return key;
}

export class Seal {
  /** @param {string} about whose it is and of what @param {CryptoKey} key */
  constructor(about, key) {
    Object.assign(this, { about, key });
  }

  async seal(value, what) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt(this.binding(iv, what), this.key, text) };
  }

  async unseal(kept, what) {
    return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(this.binding(kept.iv, what), this.key, kept.sealed)));
  }

  /** What is sealed opens only as what it was sealed as. */
  binding(iv, what) {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(`${this.about} ${what}`) };
  }
}
