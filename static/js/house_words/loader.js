// The house words in the lobby: their editor is fetched when somebody writes, or has written.

const SOON = 1000; // ms after the page has loaded: what is seen first is fetched first

let opening = null;

export function openHouseWords() {
    document.addEventListener("focusin", ({ target }) => target.id === "words-text" && open());
    document.addEventListener("htmx:afterSwap", look);
    addEventListener("load", () => setTimeout(look, SOON));
}

// The panel was shown again, perhaps with another field, or with somebody's first words.
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
        opening = null; // offline, perhaps: the next try may work
    }
}
