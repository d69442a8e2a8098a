// The host's menus, one for each player and one for the table: a dialog that the server fills.

import { ask } from "../ui/confirm.js";

const dialog = document.getElementById("menu");

export function openHostMenu(code, skipTurn) {
    if (!dialog) return;
    document.body.addEventListener("htmx:afterSwap", (event) => {
        if (event.target.id === "menu-body" && !dialog.open) dialog.showModal();
    });
    document.body.addEventListener("menu_done", () => dialog.close());
    document.addEventListener("click", async ({ target }) => {
        const { menu, skip } = target.dataset || {};
        if (menu) htmx.ajax("GET", `/t/${code}/menu/${menu}`, "#menu-body");
        if (skip && (await ask(target.title || gettext("Skip this player’s turn?")))) {
            skipTurn(Number(skip));
            dialog.close();
        }
    });
}
