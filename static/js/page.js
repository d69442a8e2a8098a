// What the page itself does: says why the line was closed for good, and keeps the screen awake.

const WORDS = {
    4401: ["This table is private", "Please ask its host to let you in."],
    4403: ["You are not at this table any more", "The host has removed you, or has not let you in."],
    4404: ["This table is gone", "It may have been closed."],
    4429: ["This was too much at once", "Too many tabs, spectators or messages. Please load the page again in a while."],
    4400: ["This page and the server do not understand each other", "Please load the page again."],
};

let lock = null;

export function refused(code) {
    const [heading, text] = WORDS[code] || ["The server has closed the line", "Please load the page again."];
    document.getElementById("message-title").textContent = heading;
    document.getElementById("message-text").textContent = text;
    document.getElementById("message").showModal();
}

export async function keepAwake(seated) {
    if (lock || !seated || document.hidden || !navigator.wakeLock) return;
    lock = await navigator.wakeLock.request("screen").catch(() => null);
    lock?.addEventListener("release", () => (lock = null));
}
