// The keyboard: the board's keys, and the letters that work anywhere on the table.

import { aim, aimedSquare } from "./board.js";
import { inWords } from "./color_words.js";
import { toggleSound } from "./sound.js";
import { around, ARROWS, colorName, moved } from "./squares.js";
import { say } from "../ui/announce.js";

const FAR = { Home: "left", End: "right", PageUp: "up", PageDown: "down" };

export function openKeyboard(readState, readPieces) {
    document.getElementById("board-frame").addEventListener("keydown", onBoard);
    document.addEventListener("keydown", (event) => {
        const typing = event.target.matches("input, textarea, select, dialog *");
        if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
        const letters = {
            g: () => focus("coordinate"),
            c: () => focus("clue-text"),
            r: () => say(readState(), true),
            p: () => say(readPieces(), true),
            n: () => say(neighbours(), true),
            m: () => say(toggleSound(), true),
            "?": () => document.getElementById("help").showModal(),
        };
        const act = letters[event.key.toLowerCase()];
        if (act) {
            act();
            event.preventDefault();
        }
    });
}

function onBoard(event) {
    const from = aimedSquare() || event.target.id || "H15";
    if (ARROWS[event.key]) aim(moved(from, ARROWS[event.key], event.shiftKey ? 5 : 1), true);
    else if (FAR[event.key]) aim(moved(from, FAR[event.key], 30), true);
    else if (event.key === "Enter" || event.key === " ") {
        aim(from);
        focus("place");
    } else return;
    event.preventDefault();
}

function focus(id) {
    const element = document.getElementById(id);
    element.focus();
    element.select?.();
}

function neighbours() {
    const square = aimedSquare();
    if (!square) return gettext("Nothing is aimed at.");
    const list = around(square, 1).filter((other) => other && other !== square);
    const names = list.map((other) => `${other} ${colorName(other)}`).join(", ");
    return `${inWords(square)}. ${names}`;
}
