// The dock: what is aimed at, the four nudges, the coordinate field, and the Place button.

import { aim, aimedSquare } from "./board.js";
import { inWords } from "./relatives.js";
import { around, colorName, moved, paint, parse } from "./squares.js";

const preview = document.getElementById("preview");
const beside = document.getElementById("relatives");
const field = document.getElementById("coordinate");
const label = document.getElementById("aimed-name");
const button = document.getElementById("place");

let state = { ready: false, verb: "", taken: new Map(), wait: "" };

export function openDock(place) {
    document.getElementById("nudges").addEventListener("click", (event) => {
        const direction = event.target.dataset.nudge;
        if (direction) aim(moved(aimedSquare() || "H15", direction));
    });
    field.addEventListener("change", typed);
    field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault(); // Or this same Enter would press the button that gets the focus.
        if (typed()) button.focus();
    });
    button.addEventListener("click", () => aimedSquare() && state.ready && place(aimedSquare()));
}

// `next`: ready (may act), verb ("Place 1st piece on %(square)s"), taken (Map square -> who), wait (sentence).
export function paintDock(next) {
    state = next;
    const square = aimedSquare();
    if (document.activeElement !== field) field.value = square || "";
    label.textContent = square ? colorName(square) : gettext("Touch the board");
    beside.textContent = square ? inWords(square) : "";
    const nine = square ? around(square, 1) : [];
    [...preview.children].forEach((cell, index) => paint(cell, nine[index]));
    const taken = square && next.taken.has(square);
    button.disabled = !next.ready || !square || taken;
    if (!next.ready) button.textContent = next.wait;
    else if (!square) button.textContent = gettext("Aim at a square");
    else button.textContent = interpolate(taken ? gettext("%(square)s is taken") : next.verb, { square }, true);
}

export function repaintDock() {
    paintDock(state);
}

function typed() {
    const square = parse(field.value);
    field.toggleAttribute("aria-invalid", !square && field.value !== "");
    if (square) aim(square);
    return square;
}
