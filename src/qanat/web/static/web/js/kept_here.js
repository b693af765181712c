// The page for the time without a connection: where something is kept on this device, it leads there.
import { openKept } from "./kept.js";

const links = document.querySelectorAll("[data-qanat-kept-here]");
if (links.length && "indexedDB" in window) openKept().then((base) => {
  base.transaction("pages").objectStore("pages").count().onsuccess = (event) => {
    for (const link of links) link.hidden = event.target.result === 0;
  };
}).catch(() => {});
