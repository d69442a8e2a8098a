// Sounds, synthesized from a few notes. Browsers allow them after the first gesture; anybody can mute them.

import { recall, remember } from "../ui/storage.js";

const VOLUME = 0.12;
const AFTER_REVEAL = 2600; // ms
const MUTED = "muted"; // key of "yes" or "no" in this browser's storage
// Notes: [frequency in Hz, start in s, duration in s, waveform, frequency in Hz that it slides to]
const SOUNDS = {
    turn: [[523, 0, 0.16], [784, 0.13, 0.3]],
    place: [[240, 0, 0.07, "triangle", 110]],
    clue: [[659, 0, 0.12, "triangle"], [587, 0.1, 0.12, "triangle"], [880, 0.2, 0.22, "triangle"]],
    reveal: [[196, 0, 0.9, "sine", 392], [294, 0.2, 0.8, "sine", 588]],
    exact: [523, 659, 784, 1047, 1319].map((hertz, step) => [hertz, step * 0.07, 0.3, "triangle"]),
    over: [[392, 0, 0.2], [523, 0.18, 0.2], [659, 0.36, 0.2], [784, 0.54, 0.7], [1047, 0.54, 0.7]],
};

let context = null;
let muted = false;
let button = null;

export function openSound() {
    button = document.getElementById("mute");
    mute(recall(MUTED) === "yes");
    button.addEventListener("click", toggleSound);
    for (const gesture of ["pointerup", "keydown"]) addEventListener(gesture, wake);
}

export function toggleSound() {
    mute(!muted);
    remember(MUTED, muted ? "yes" : "no");
    return muted ? gettext("Sound is off.") : gettext("Sound is on.");
}

export function play(sound) {
    if (muted || context?.state !== "running") return;
    for (const note of SOUNDS[sound]) sing(...note);
}

// Plays the sound of what is new in a view.
export function soundChange(before, { table, you }) {
    const was = { to_act: [], clues: [], pieces: [], ...before.table }; // in the lobby there are none
    const ended = table.phase !== was.phase && table.phase === "over";
    if (ended) setTimeout(play, AFTER_REVEAL, "over");
    const acts = (one) => one.to_act.includes(you.seat);
    if (acts(table) && !acts(was) && !table.points) play("turn");
    else if (table.points && !was.points) play("reveal");
    else if (table.clues.length > was.clues.length) play("clue");
    else if (table.pieces.length > was.pieces.length || (you.piece && !before.you.piece)) play("place");
}

function mute(off) {
    muted = off;
    button.setAttribute("aria-pressed", muted);
}

function wake() {
    if (!window.AudioContext) return;
    context ||= new AudioContext();
    if (context.state === "suspended") context.resume();
}

function sing(hertz, after, lasts, wave = "sine", slide = hertz) {
    const [oscillator, gain] = [context.createOscillator(), context.createGain()];
    const from = context.currentTime + after;
    oscillator.type = wave;
    oscillator.frequency.setValueAtTime(hertz, from);
    oscillator.frequency.exponentialRampToValueAtTime(slide, from + lasts);
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(VOLUME, from + 0.012);
    gain.gain.exponentialRampToValueAtTime(0.0001, from + lasts);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(from);
    oscillator.stop(from + lasts);
}
