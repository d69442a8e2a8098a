// Challenges: the button for a guesser who doubts the clue, and the vote of the others.

import { nameOf } from "./phrases.js";

const button = document.getElementById("challenge");
const dialog = document.getElementById("doubt");

export function openChallenge(send) {
    document.getElementById("doubt-text").textContent = gettext("Ask the table whether this clue is fair? You can do this once in a round.");
    button.addEventListener("click", () => {
        dialog.returnValue = "";
        dialog.showModal();
    });
    dialog.addEventListener("close", () => dialog.returnValue && send({ type: "challenge_clue" }));
    document.getElementById("vote-no").addEventListener("click", () => send({ type: "vote", uphold: false }));
    document.getElementById("vote-yes").addEventListener("click", () => send({ type: "vote", uphold: true }));
}

export function paintChallenge({ table }, may) {
    button.hidden = !may("challenge_clue");
    if (button.hidden) dialog.close();
    const open = table.challenge;
    document.getElementById("vote").hidden = !open;
    if (!open) return;
    const clue = table.clues[table.clues.length - 1];
    const doubt = gettext("%(name)s doubts that “%(clue)s” is fair");
    const words = { name: nameOf(table, open.seat), clue };
    document.getElementById("vote-title").textContent = interpolate(doubt, words, true);
    document.getElementById("vote-buttons").hidden = !may("vote");
}
