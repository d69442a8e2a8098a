// The lobby's panel: fetched again when it is out of date.

import "./failure.js";
import "./hold.js";
import { openLinks } from "./links.js";

const body = document.body;

export function openLobby() {
    openLinks();
    // It shows at once; its buttons work from here on, when htmx has found them.
    document.addEventListener("DOMContentLoaded", () => document.getElementById("lobby-page").removeAttribute("inert"));
}

export function refreshLobby() {
    htmx.trigger(body, "changed");
    const editing = document.querySelector("#lobby .rule-fields") !== null;
    if (!editing) htmx.trigger(body, "lobby_changed");
}

// The lobby may have changed between its page and the socket: it is shown again if so.
export function keepLobby(revision) {
    const shown = document.querySelector("[data-revision]");
    if (shown && Number(shown.dataset.revision) < revision) refreshLobby();
}

export function toLobby() {
    body.dataset.lobby = "yes";
    refreshLobby();
}
