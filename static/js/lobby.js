// The lobby's panel: fetched again when it is out of date, never from under somebody's fingers.

const body = document.body;

let old = false;

export function openLobby() {
    document.addEventListener("toggle", () => old && refreshLobby(), true);
    document.addEventListener("click", share);
}

export function refreshLobby() {
    htmx.trigger(body, "changed");
    old = document.querySelector("#lobby details[open], #lobby .rule-fields") !== null;
    if (!old) htmx.trigger(body, "lobby_changed");
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
    document.getElementById("link").select();
    await navigator.clipboard?.writeText(link).catch(() => {});
    event.target.textContent = "Copied";
}
