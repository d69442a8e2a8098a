// Challenges: the button for a guesser who doubts the clue, and the vote of the others.

import { nameOf } from "./wording.js";

const button = document.getElementById("challenge");

export function openChallenge(send) {
    button.addEventListener("click", () => {
        if (confirm(gettext("Ask the table whether this clue is fair? You can do this once in a round."))) {
            send({ type: "challenge_clue" });
        }
    });
    document.getElementById("vote-no").addEventListener("click", () => send({ type: "vote", uphold: false }));
    document.getElementById("vote-yes").addEventListener("click", () => send({ type: "vote", uphold: true }));
}

export function paintChallenge({ table }, may) {
    button.hidden = !may("challenge_clue");
    const open = table.challenge;
    document.getElementById("vote").hidden = !open;
    if (!open) return;
    const clue = table.clues[table.clues.length - 1];
    const doubt = gettext("%(name)s doubts that “%(clue)s” is fair");
    const words = { name: nameOf(table, open.seat), clue };
    document.getElementById("vote-title").textContent = interpolate(doubt, words, true);
    document.getElementById("vote-buttons").hidden = !may("vote");
}
