// The house words in the lobby: what writing them takes is fetched when somebody writes, or has.

const SOON = 1000; // ms after the page is there: what is seen first goes first

let opening = null;

export function keepWords() {
    document.addEventListener("focusin", ({ target }) => target.id === "words-text" && open());
    document.addEventListener("htmx:afterSwap", look);
    addEventListener("load", () => setTimeout(look, SOON));
}

// The panel was shown, perhaps with another field, or with the first words of somebody.
function look() {
    const filled = document.getElementById("words-card")?.dataset.filled === "yes";
    if (filled || opening) open();
}

async function open() {
    const field = document.getElementById("words-text");
    if (!field) return;
    opening ||= import("./editor.js");
    try {
        (await opening).showWords(field);
    } catch {
        opening = null; // no line: the next try may find one
    }
}
