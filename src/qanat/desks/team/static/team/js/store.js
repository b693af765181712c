// What is kept on this device of a mission: its page and its entries, sealed.
import { openKept, read, setKeeper, work } from "../../web/js/kept.js";
import { keyFrom, Seal } from "../../web/js/sealing.js";

export class Store extends Seal {
  /** @param {string} mission @param {string} account @param {CryptoKey} key */
  constructor(base, mission, account, key) {
    super(aboutOf(account, mission), key);
    Object.assign(this, { base, mission, account });
  }

  async keepPage(page) {
    const kept = { about: this.about, mission: this.mission, ...(await this.seal(page, "page")) };
    await work(this.base, "pages", (pages) => pages.put(kept));
  }

  async page() {
    const kept = await read(this.base, "pages", (pages) => pages.get(this.about));
    return kept ? this.unseal(kept, "page") : null;
  }

  /** Keep an entry for good before anything is said about it: it survives the battery. */
  async add(entry) {
    const kept = await this.row(entry);
    await work(this.base, "outbox", (outbox) => outbox.add(kept));
  }

  async row(entry) {
    const { id, state, tried } = entry;
    return { about: this.about, account: this.account, id, state, tried, ...(await this.seal(entry, id)) };
  }

  /** Put an entry in the place of one that was read; false if that one is gone or another by now. */
  async change(old, entry) {
    const kept = await this.row(entry);
    return this.inPlace(old, (outbox) => outbox.put({ seq: old.seq, ...kept }));
  }

  /** Note that an entry is about to be sent: from now on nobody withdraws it. */
  mark(old) {
    return this.inPlace(old, (outbox, now) => outbox.put({ ...now, tried: now.tried || Date.now() }));
  }

  /** Take an entry back; false if it may be on its way. */
  withdraw(old) {
    let isGone = true;
    return this.inPlace(old, (outbox, now) => {
      isGone = !(now.state === "waiting" && now.tried);
      if (isGone) outbox.delete(now.seq);
    }).then((isThere) => isThere && isGone);
  }

  async inPlace(old, act) {
    let isThere = false;
    await work(this.base, "outbox", (outbox) => {
      outbox.get(old.seq).onsuccess = (event) => {
        const now = event.target.result;
        isThere = Boolean(now) && now.id === old.id;
        if (isThere) act(outbox, now);
      };
    });
    return isThere;
  }

  remove(seq) {
    return work(this.base, "outbox", (outbox) => outbox.delete(seq));
  }

  /** The entries of this person for this mission, in the order of writing. */
  async entries() {
    const kept = await read(this.base, "outbox", (outbox) => outbox.index("about").getAll(this.about));
    kept.sort((a, b) => a.seq - b.seq);
    return Promise.all(kept.map(async (one) => {
      const { seq, state, tried } = one;
      return { ...(await this.unseal(one, one.id)), seq, state, tried };
    }));
  }

  /** How many entries of this person for other missions are still here, and the mission of the oldest; null if none. */
  async leftElsewhere() {
    const all = await read(this.base, "outbox", (outbox) => outbox.getAll());
    const left = all.filter((one) => one.account === this.account && one.about !== this.about);
    return left.length ? { count: left.length, mission: left[0].about.slice(this.account.length + 1) } : null;
  }

  /** Destroy the key and the page of a mission that is over. */
  async end() {
    await work(this.base, "keys", (keys) => keys.delete(this.about));
    await work(this.base, "pages", (pages) => pages.delete(this.about));
  }
}

const aboutOf = (account, mission) => `${account}:${mission}`;

/** Open the store with a key the server has just given: it is kept in a form which no script can read out. */
export async function storeWith(mission, account, base64) {
  const key = await keyFrom(base64);
  const base = await openKept();
  await work(base, "keys", (keys) => keys.put({ about: aboutOf(account, mission), mission, account, key }));
  setKeeper(account);
  return new Store(base, mission, account, key);
}

/** Open the store with the key that is on the device; null if there is none. */
export async function storeOf(mission, account) {
  const base = await openKept();
  const all = await read(base, "keys", (keys) => keys.getAll());
  const found = all.find((one) => one.mission === mission && (!account || one.account === account));
  return found ? new Store(base, mission, found.account, found.key) : null;
}

/** The missions whose keys are on this device. */
export async function missions() {
  return (await read(await openKept(), "keys", (keys) => keys.getAll())).map((one) => one.mission).filter(Boolean);
}

/** The missions whose keys of a person are on this device. */
export async function missionsOf(account) {
  const keys = await read(await openKept(), "keys", (all) => all.getAll());
  return keys.filter((one) => one.mission && one.account === account).map((one) => one.mission);
}

/** The missions of a person whose pages open here without a connection. */
export async function pagesOf(account) {
  const base = await openKept(), open = await missionsOf(account);
  const kept = new Set(await read(base, "pages", (pages) => pages.getAllKeys()));
  return open.filter((mission) => kept.has(aboutOf(account, mission)));
}

/** How many entries of other people, or of one whose key is gone, are sealed here. */
export async function sealedBy(others) {
  const kept = await read(await openKept(), "outbox", (outbox) => outbox.getAll());
  return kept.filter((one) => others(one.account)).length;
}
