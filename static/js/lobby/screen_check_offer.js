// The screen check is offered once, and loaded when somebody wants it.

import { FOUND, keep, LATER, recall } from "./screen_check_result.js";

export function openCheck() {
    const offer = document.getElementById("check-offer");
    document.addEventListener("click", async ({ target }) => {
        if (!target.closest("[data-check]")) return;
        const check = await import("./screen_check.js");
        check.begin();
    });
    if (!offer) return;
    offer.hidden = Boolean(recall(FOUND) || recall(LATER));
    document.getElementById("check-later").addEventListener("click", () => keep(LATER, ["yes"]));
}
