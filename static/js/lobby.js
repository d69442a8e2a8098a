// The lobby's panel: fetched again when it is out of date.

import "./failure.js";
import "./hold.js";

const SAID = 4000; // ms
const body = document.body;

export function openLobby() {
    document.addEventListener("click", share);
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

async function share(event) {
    const link = event.target.dataset?.share;
    if (!link) return;
    if (navigator.share) {
        await navigator.share({ title: document.title, url: link }).catch(() => {});
        return;
    }
    const button = event.target;
    button.previousElementSibling.select();
    const done = await navigator.clipboard?.writeText(link).then(() => true, () => false);
    // Where there is no clipboard, for want of https, the old way may still be open.
    const copied = done || document.execCommand("copy");
    button.dataset.words ??= button.textContent;
    button.textContent = copied ? gettext("Copied") : gettext("Selected: please copy");
    setTimeout(() => (button.textContent = button.dataset.words), SAID);
}
