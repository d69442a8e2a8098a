// The dock: what is aimed at, the four nudges, the coordinate field, and the Place button.

import { aim, aimedSquare } from "./board.js";
import { inWords } from "./color_words.js";
import { around, colorName, moved, paint, parse, portrait } from "./squares.js";
import { say } from "../ui/announce.js";

const preview = document.getElementById("preview");
const beside = document.getElementById("relatives");
const words = document.getElementById("in-words"); // shows the words on a small screen
const field = document.getElementById("coordinate");
const label = document.getElementById("aimed-name");
const button = document.getElementById("place");

let wrong = false; // what was typed names no square
let state = { ready: false, verb: "", taken: new Map(), wait: "" };

export function openDock(place) {
    document.getElementById("nudges").addEventListener("click", (event) => {
        const direction = event.target.dataset.nudge;
        if (direction) aim(moved(aimedSquare() || "H15", direction));
    });
    words.addEventListener("click", () => {
        words.setAttribute("aria-expanded", document.getElementById("dock").classList.toggle("worded"));
    });
    portrait.addEventListener("change", () => paintDock(state));
    field.addEventListener("change", typed);
    field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault(); // Or the same Enter would press the button, which gets the focus.
        if (typed()) button.focus();
    });
    button.addEventListener("click", () => aimedSquare() && state.ready && place(aimedSquare()));
}

// `next`: ready (may act), verb ("Place 1st piece on %(square)s"), taken (Map square -> who), wait (sentence).
export function paintDock(next) {
    state = next;
    const square = aimedSquare();
    if (document.activeElement !== field && !wrong) field.value = square || "";
    label.textContent = hint(square);
    beside.textContent = square ? inWords(square) : "";
    const nine = square ? around(square, 1) : [];
    [...preview.children].forEach((cell, index) => paint(cell, nine[index]));
    const taken = square && next.taken.has(square);
    button.disabled = !next.ready || !square || taken;
    if (!next.ready) button.textContent = next.wait;
    else if (!square) button.textContent = gettext("Aim at a square");
    else button.textContent = interpolate(taken ? gettext("%(square)s is taken") : next.verb, { square }, true);
}

// The aim has moved: whatever was half typed is out of date.
export function repaintDock() {
    complain(false);
    field.value = aimedSquare() || "";
    paintDock(state);
}

function hint(square) {
    if (wrong) return gettext("Type A1 to P30");
    return square ? colorName(square) : gettext("Touch the board");
}

function typed() {
    const square = parse(field.value);
    complain(!square && field.value !== "");
    if (square) aim(square);
    else paintDock(state);
    if (wrong) say(hint(), true);
    return square;
}

function complain(is) {
    wrong = is;
    if (is) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
}
