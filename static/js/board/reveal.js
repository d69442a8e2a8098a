// The reveal: hush, the target pulses, frame, ring, points fly. Any key or touch ends it.
// The first half of its timing is in table.css.

import { element } from "../ui/element.js";
import { play } from "./sound.js";
import { around, distance } from "./squares.js";

const RING = 1700; // ms
const GUESSERS = 2100;
const GIVER = 2900;
const FLIGHT = 700;
const END = 3800;
const WORTH = [3, 2, 1]; // by distance, by the official scoring

const still = matchMedia("(prefers-reduced-motion: reduce)");
const layer = document.createElement("div");
layer.id = "flying";
layer.setAttribute("aria-hidden", "true");

let timers = [];
let scores = new Map(); // element -> what it says in the end

export function openReveal() {
    document.body.append(layer);
    for (const event of ["pointerdown", "keydown"]) addEventListener(event, endReveal, true);
}

export function startReveal(table) {
    endReveal();
    document.body.classList.add("reveal");
    later(endReveal, still.matches ? 400 : END);
    if (!table.target) return;
    const exact = table.pieces.some((piece) => piece.square === table.target);
    if (exact) later(() => celebrate(table.target), still.matches ? 0 : RING);
    if (still.matches) return;
    table.points.forEach((number, seat) => holdBack(seat, number));
    for (const flight of flightsOf(table)) later(() => fly(flight), flight.at);
}

export function endReveal() {
    document.body.classList.remove("reveal");
    for (const timer of timers) clearTimeout(timer);
    for (const [score, words] of scores) score.textContent = words;
    timers = [];
    scores = new Map();
    layer.replaceChildren();
}

// Shows a score, or holds it back until the reveal is over.
export function showScore(score, words) {
    if (scores.has(score)) scores.set(score, words);
    else score.textContent = words;
}

function later(act, wait) {
    timers.push(setTimeout(act, wait));
}

// Which points fly from which square to which seat. By some house rules only one piece of a seat counts.
function flightsOf({ points, pieces, target, giver }) {
    return points.flatMap((number, seat) => {
        if (!number) return [];
        if (seat === giver) return [{ from: target, seat, number, at: GIVER }];
        const mine = pieces
            .filter((piece) => piece.seat === seat)
            .map(({ square }) => ({ from: square, seat, number: WORTH[distance(square, target)] || 0, at: GUESSERS }))
            .sort((a, b) => b.number - a.number);
        const sum = mine.reduce((all, flight) => all + flight.number, 0);
        return sum === number ? mine.filter((flight) => flight.number) : mine.slice(0, 1).map((best) => ({ ...best, number }));
    });
}

// The score beside the board or, where that is out of sight, the line of the result.
function goalOf(seat) {
    const places = [`#players [data-seat="${seat}"] .score`, `#result-list [data-seat="${seat}"] b`];
    return places.map((place) => document.querySelector(place)).find((goal) => goal?.checkVisibility());
}

function holdBack(seat, number) {
    const goal = goalOf(seat);
    if (!goal || !number || !goal.matches(".score")) return;
    scores.set(goal, goal.textContent);
    goal.textContent = Number(goal.textContent) - number;
}

function fly({ from, seat, number }) {
    const goal = goalOf(seat);
    if (!goal) return;
    const [start, end] = [middle(document.getElementById(from)), middle(goal)];
    const badge = element("b", `+${number}`);
    badge.style.left = `${start.x}px`;
    badge.style.top = `${start.y}px`;
    layer.append(badge);
    const across = `${end.x - start.x}px, ${end.y - start.y}px`;
    const frames = [
        { transform: "scale(.3)", opacity: 0 },
        { transform: "scale(1.25)", opacity: 1, offset: 0.3 },
        { transform: `translate(${across})`, opacity: 1 },
    ];
    badge.animate(frames, { duration: FLIGHT, easing: "ease-in-out" }).finished.then(() => {
        badge.remove();
        if (scores.has(goal)) goal.textContent = Number(goal.textContent) + number;
        goal.animate([{ scale: 1 }, { scale: 1.5 }, { scale: 1 }], 220);
    }, () => {});
}

function celebrate(target) {
    play("exact");
    if (still.matches) return;
    const { x, y } = middle(document.getElementById(target));
    const colors = around(target, 2).filter(Boolean).map((square) => `c-${square}`);
    // Most pages never need it; where it cannot be fetched, the hit is shown all the same.
    import("./confetti.js").then(({ confetti }) => confetti(layer, x, y, colors), () => {});
}

function middle(shown) {
    const { left, top, width, height } = shown.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
}
