// Entry of the page kit's behaviour. Every page works without it.
import "./clocks.js";
import "./menus.js";
import "./dialogs.js";
import "./drafts.js";
import "./keys.js";
import "./lists.js";
import "./pickers.js";
import "./stream.js";
import "./answers.js";
import { registerOffline } from "./offline.js";

registerOffline();
if (document.querySelector("qanat-map")) import("./qanat-map.js");
document.addEventListener("htmx:load", () => {
  if (document.querySelector("qanat-map") && !customElements.get("qanat-map")) import("./qanat-map.js");
});
