// The lobby's panel: fetched again when it is out of date.

import "../ui/errors.js";
import "../ui/swap.js";
import { openHouseWords } from "../house_words/loader.js";
import { openShareLinks } from "../ui/share_link.js";

const body = document.body;

let newest = { revision: 0, stage: "" }; // the newest lobby that the server has told of
let stage = null; // of the lobby that the panel shows; the revision is in the panel itself
let loading = null; // the lobby that is being fetched
let saving = 0; // forms that are not answered yet

export function openLobby() {
    openShareLinks();
    openHouseWords();
    document.addEventListener("htmx:beforeRequest", ({ detail }) => begun(detail));
    document.addEventListener("htmx:afterRequest", ({ detail }) => answered(detail));
    // The panel shows at once, but its buttons do nothing until htmx has found them.
    document.addEventListener("DOMContentLoaded", () => document.getElementById("lobby-page").removeAttribute("inert"));
    // What the server told before htmx was there has had no effect.
    addEventListener("load", refreshLobby);
}

// Takes note of a view; the panel is fetched again if the lobby has changed, even since the page came.
export function keepLobby({ game, table: { revision, phase } }) {
    newest = { revision, stage: `${game} ${phase === "over"}` };
    stage ??= newest.stage;
    refreshLobby();
}

// What this page changes itself comes with the answer to its form, and need not be fetched.
export function refreshLobby() {
    const have = loading || { revision: shown(), stage };
    if (saving || stage === null || (have.revision >= newest.revision && have.stage === newest.stage)) return;
    htmx.trigger(body, "changed");
    htmx.trigger(body, "lobby_changed");
}

export function toLobby() {
    body.dataset.lobby = "yes";
    stage = "";
    refreshLobby();
}

function shown() {
    return Number(document.querySelector("[data-revision]")?.dataset.revision ?? Infinity);
}

function begun({ requestConfig: { verb, target } }) {
    if (target.id !== "lobby") return;
    if (verb === "get") loading = newest;
    else saving += 1;
}

function answered({ successful, requestConfig: { verb, target } }) {
    if (target.id !== "lobby") return;
    if (verb === "get") {
        const had = loading;
        loading = null;
        if (successful) stage = had.stage;
        if (had === newest) return;
    } else saving -= 1;
    refreshLobby();
}
