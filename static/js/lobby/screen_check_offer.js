// The screen check is offered once, and fetched when somebody wants it.

import { recall, remember } from "../ui/storage.js";

const FOUND = "screen"; // key of what the last check found, "" if nothing
const LATER = "screen-later"; // key of the answer "Not now"

export function openScreenCheck() {
    const offer = document.getElementById("check-offer");
    const settle = (key, answer) => {
        remember(key, answer);
        if (offer) offer.hidden = true;
    };
    document.addEventListener("click", async ({ target }) => {
        if (!target.closest("[data-check]")) return;
        const check = await import("./screen_check.js");
        check.begin(recall(FOUND)?.split(" "), (found) => settle(FOUND, found.join(" ")));
    });
    if (!offer) return;
    offer.hidden = [FOUND, LATER].some((key) => recall(key) !== null);
    document.getElementById("check-later").addEventListener("click", () => settle(LATER, "yes"));
}
