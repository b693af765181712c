// Entry of the page kit's behaviour. Every page works without it.
import "./clocks.js";
import "./menus.js";
import "./dialogs.js";
import "./drafts.js";
import "./keys.js";
import "./lists.js";
import "./palette.js";
import "./moments.js";
import "./pickers.js";
import "./typed.js";
import "./choices.js";
import "./stream.js";
import "./renew.js";
import "./answers.js";
import "./board.js";
import "./kept.js";
import "./pictures.js";
import { registerOffline } from "./offline.js";

/** Fetch the map's module only for pages with a map; one who leaves in the meantime needs none. */
function loadMap() {
  if (document.querySelector("qanat-map") && !customElements.get("qanat-map")) import("./qanat-map.js").catch(() => {});
}

/** What is wrong is said by the server, in the reader's language; a browser says it in its own. */
function silence() {
  for (const form of document.forms) form.noValidate = true;
}

registerOffline();
for (const settle of [loadMap, silence]) {
  settle();
  document.addEventListener("htmx:load", settle);
}
