// What the page itself does: says why the line was closed for good, and keeps the screen awake.

const WORDS = {
    4401: [gettext("This table is private"), gettext("Please ask its host to let you in.")],
    4403: [gettext("You are not at this table any more"), gettext("The host has removed you, or has not let you in.")],
    4404: [gettext("This table is gone"), gettext("It may have been closed.")],
    4429: [gettext("This was too much at once"), gettext("Too many tabs, spectators or messages. Please load the page again in a while.")],
    4400: [gettext("This page and the server do not understand each other"), gettext("Please load the page again.")],
};

const message = document.getElementById("message");

let lock = null;
let wanted = document.body.dataset.seated === "yes";

export function refused(code) {
    const [heading, text] = WORDS[code] || [gettext("The server has closed the line"), gettext("Please load the page again.")];
    document.getElementById("message-title").textContent = heading;
    document.getElementById("message-text").textContent = text;
    message.showModal();
    // The page behind it is dead: there is no way back to it.
    message.addEventListener("cancel", (event) => event.preventDefault());
    message.addEventListener("close", () => message.showModal());
    wanted = false;
    lock?.then((held) => held?.release());
}

export function keepAwake(seated) {
    wanted = seated;
    renew();
}

// A browser lets the screen sleep again whenever its tab is not on top.
function renew() {
    if (lock || !wanted || document.hidden || !navigator.wakeLock) return;
    lock = navigator.wakeLock.request("screen").catch(() => null);
    lock.then((held) => (held ? held.addEventListener("release", () => (lock = null)) : (lock = null)));
}

document.addEventListener("visibilitychange", renew);
renew();
