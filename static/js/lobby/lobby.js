// The lobby's panel: fetched again when it is out of date.

import "../ui/errors.js";
import "../ui/swap.js";
import { keepWords } from "../house_words/loader.js";
import { openLinks } from "../ui/share_link.js";

const body = document.body;

let newest = { revision: 0, stage: "" }; // what the server has told of
let stage = null; // of what the panel shows; its revision stands in it
let loading = null; // what it is being fetched for
let saving = 0; // forms that are not answered yet

export function openLobby() {
    openLinks();
    keepWords();
    document.addEventListener("htmx:beforeRequest", ({ detail }) => begun(detail));
    document.addEventListener("htmx:afterRequest", ({ detail }) => answered(detail));
    // It shows at once; its buttons work from here on, when htmx has found them.
    document.addEventListener("DOMContentLoaded", () => document.getElementById("lobby-page").removeAttribute("inert"));
    // What came before htmx was there, nobody has heard.
    addEventListener("load", refreshLobby);
}

// The lobby may have changed, even between its page and the socket: it is shown again if so.
export function keepLobby({ game, table: { revision, phase } }) {
    newest = { revision, stage: `${game} ${phase === "over"}` };
    stage ??= newest.stage;
    refreshLobby();
}

// What this page has just changed itself comes with the answer to that: it is not asked for again.
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
