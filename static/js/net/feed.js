// What concerns a guest anywhere: requests to join, answers to them, public tables. The server only
// says that something has changed; the page then asks for it.

import { openSocket } from "./socket.js";

export function openFeed(path) {
    openSocket(path, { heard });
}

function heard(text) {
    if (JSON.parse(text).type === "changed") htmx.trigger(document.body, "changed");
}
