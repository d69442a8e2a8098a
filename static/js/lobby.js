// The lobby's panel: fetched again when it is out of date.

import "./failure.js";
import "./hold.js";
import { keepWords } from "./house_words.js";
import { openLinks } from "./links.js";

const body = document.body;
const NOTHING = { revision: -1, stage: "" };

let newest = { revision: 0, stage: "" }; // what the server has told of
let have = null; // what the panel shows, or is being fetched for
let saving = 0; // forms that are not answered yet

export function openLobby() {
    openLinks();
    keepWords();
    document.addEventListener("htmx:beforeRequest", ({ detail }) => isSaving(detail) && (saving += 1));
    document.addEventListener("htmx:afterRequest", ({ detail }) => answered(detail));
    // It shows at once; its buttons work from here on, when htmx has found them.
    document.addEventListener("DOMContentLoaded", () => document.getElementById("lobby-page").removeAttribute("inert"));
}

// The lobby may have changed, even between its page and the socket: it is shown again if so.
export function keepLobby({ game, table: { revision, phase } }) {
    newest = { revision, stage: `${game} ${phase === "over"}` };
    if (!have && shown() >= revision) have = newest;
    refreshLobby();
}

// What this page has just changed itself comes with the answer to that: it is not asked for again.
export function refreshLobby() {
    if (saving || isShown()) return;
    have = newest;
    htmx.trigger(body, "changed");
    htmx.trigger(body, "lobby_changed");
}

export function toLobby() {
    body.dataset.lobby = "yes";
    have = NOTHING;
    refreshLobby();
}

function answered(detail) {
    if (isSaving(detail)) {
        saving -= 1;
        if (have) refreshLobby();
    } else if (detail.target.id === "lobby" && !detail.successful) have = NOTHING;
}

function isShown() {
    return have?.stage === newest.stage && Math.max(have.revision, shown()) >= newest.revision;
}

function shown() {
    return Number(document.querySelector("[data-revision]")?.dataset.revision ?? Infinity);
}

function isSaving({ requestConfig: { verb, target } }) {
    return verb === "post" && target.id === "lobby";
}
