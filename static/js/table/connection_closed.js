// Why the server has closed the connection for good.

import { letSleep } from "../ui/wake_lock.js";

const REASONS = {
    4401: [gettext("This table is private"), gettext("Please ask its host to let you in.")],
    4403: [gettext("You are not at this table any more"), gettext("The host has removed you, or has not let you in.")],
    4404: [gettext("This table is gone"), gettext("It may have been closed.")],
    4429: [gettext("This was too much at once"), gettext("Too many tabs, spectators or messages. Please load the page again in a while.")],
    4400: [gettext("This page and the server do not understand each other"), gettext("Please load the page again.")],
};

const message = document.getElementById("message");

export function sayWhyClosed(code) {
    const [heading, text] = REASONS[code] || [gettext("The server has closed the line"), gettext("Please load the page again.")];
    document.getElementById("message-title").textContent = heading;
    document.getElementById("message-text").textContent = text;
    message.showModal();
    // The page behind it is dead: there is no way back to it.
    message.addEventListener("cancel", (event) => event.preventDefault());
    message.addEventListener("close", () => message.showModal());
    letSleep();
}
