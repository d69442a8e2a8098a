// The lobby's panel: fetched again when it is out of date, never from under somebody's fingers.

const body = document.body;
let late = false;

export function openLobby() {
    document.addEventListener("click", share);
    body.addEventListener("htmx:beforeSwap", hold);
    // It shows at once; its buttons work from here on, when htmx has found them.
    document.addEventListener("DOMContentLoaded", () => document.getElementById("lobby-page").removeAttribute("inert"));
    for (const end of ["pointerup", "pointercancel", "keyup"]) addEventListener(end, catchUp);
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

// A button that is swapped between press and release is never clicked.
function hold({ detail }) {
    if (detail.requestConfig.elt.id !== "lobby" || !detail.target.matches(":active")) return;
    detail.shouldSwap = false;
    late = true;
}

function catchUp() {
    if (late) setTimeout(refreshLobby); // after the click that follows
    late = false;
}

async function share(event) {
    const link = event.target.dataset?.share;
    if (!link) return;
    if (navigator.share) {
        await navigator.share({ title: document.title, url: link }).catch(() => {});
        return;
    }
    event.target.previousElementSibling?.select?.();
    await navigator.clipboard?.writeText(link).catch(() => {});
    event.target.textContent = gettext("Copied");
}
