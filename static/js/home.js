// The start page: it hears of new tables, and its small board plays rounds of its own.

import { openFeed } from "./net/feed.js";
import { element } from "./ui/element.js";
import "./ui/errors.js";
import "./ui/swap.js";

const ROUNDS = () => [
    [gettext("coffee"), "M7"],
    [gettext("lagoon"), "G16"],
    [gettext("lavender"), "D22"],
    [gettext("moss"), "J11"],
    [gettext("flamingo"), "D28"],
];
const SYMBOLS = ["▲", "■", "●", "◆"];
const OFF = [[-1, 2], [1, 0], [0, -3], [2, 2]]; // where the pieces stand, seen from the target
const STEP = 800; // ms
const HOLD = 4; // steps between the frame and the next word

const $ = (id) => document.getElementById(id);
const board = document.querySelector("#live .strip");
const still = matchMedia("(prefers-reduced-motion: reduce)");

let step = 0;
let paused = false;

function start() {
    if (still.matches) {
        for (let number = 0; number <= SYMBOLS.length + 1; number++) live();
        return;
    }
    $("live-pause").hidden = false;
    $("live-pause").addEventListener("click", pause);
    setInterval(() => paused || document.hidden || live(), STEP);
}

function live() {
    const length = SYMBOLS.length + 2 + HOLD;
    const [word, target] = ROUNDS()[Math.floor(step / length) % ROUNDS().length];
    const now = step % length;
    step += 1;
    if (now === 0) begin(word);
    else if (now <= SYMBOLS.length) put(target, now - 1);
    else if (now === SYMBOLS.length + 1) frame(target);
}

function begin(word) {
    for (const dot of board.querySelectorAll(".dot")) dot.remove();
    $("live-frame").hidden = true;
    $("live-word").textContent = `“${word}”`;
    $("live-word").hidden = false;
}

function put(target, number) {
    const dot = element("b", SYMBOLS[number], "dot");
    const { row, column } = place(target);
    const [down, across] = [row + OFF[number][0], column + OFF[number][1]];
    dot.style.gridArea = `${down} / ${across} / ${down + 1} / ${across + 1}`;
    board.append(dot);
}

function frame(target) {
    const { row, column } = place(target);
    $("live-frame").style.gridArea = `${row - 1} / ${column - 1} / ${row + 2} / ${column + 2}`;
    $("live-frame").hidden = false;
}

// Lines of the board's CSS grid.
function place(square) {
    return { row: square.charCodeAt(0) - 64, column: Number(square.slice(1)) };
}

function pause() {
    paused = !paused;
    $("live-pause").setAttribute("aria-pressed", paused);
    $("live-pause").textContent = paused ? "▶" : "⏸";
}

openFeed(document.body.dataset.feed);
start();
