// The screen check: three short tasks.

import { element } from "../ui/element.js";

const NEIGHBORS = [["B4", "B5"], ["O26", "O27"], ["M20", "M21"]]; // at the light, dark and blue ends
const ENOUGH = 3; // of the five dark squares
const LENGTH = NEIGHBORS.length + 2;

const $ = (id) => document.getElementById(id);

let questions = [];
let found = [];
let done = () => {}; // hears what was found

$("check-answers").addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button) answer(button.dataset.finding);
});

// `last` is what the last check found, if there was one; `whenDone` hears what this one finds.
export function begin(last, whenDone) {
    done = whenDone;
    $("check-last").textContent = last ? interpolate(gettext("Last time: %s"), [advise(last)]) : "";
    found = [];
    questions = [...NEIGHBORS.map((pair) => () => different(pair)), grey, dark];
    $("help").close();
    $("check").showModal();
    ask();
}

function ask() {
    $("check-step").textContent = interpolate(gettext("%s of %s"), [LENGTH + 1 - questions.length, LENGTH]);
    $("check-darks").hidden = questions.length > 1;
    const { question, answers } = questions[0]();
    $("check-text").textContent = question;
    $("check-answers").replaceChildren(...answers.map(choice));
    $("check-answers").firstChild.focus();
}

function answer(finding) {
    if (finding) found.push(finding);
    questions.shift();
    if (questions.length) ask();
    else finish();
}

function different([same, other]) {
    const odd = Math.floor(Math.random() * 4);
    const answers = [0, 1, 2, 3].map((at) => ({ look: `c-${at === odd ? other : same}`, finding: at === odd ? "" : "close" }));
    return { question: gettext("Which one is different?"), answers };
}

// Under a night light the bluish patch looks plain.
function grey() {
    const answers = [
        { look: "grey-cool", finding: "yellowish" },
        { look: "grey-plain", finding: "" },
        { look: "grey-warm", finding: "bluish" },
    ];
    return { question: gettext("Which one is plain gray, without any color?"), answers };
}

function dark() {
    const answers = [0, 1, 2, 3, 4, 5].map((count) => ({ look: "button", words: count, finding: count < ENOUGH ? "dark" : "" }));
    return { question: gettext("How many squares do you see on the black strip?"), answers };
}

function choice({ look, finding, words }, index) {
    const made = element("button", words, look);
    made.type = "button";
    made.dataset.finding = finding;
    if (words === undefined) made.setAttribute("aria-label", interpolate(gettext("Patch %s"), [index + 1]));
    return made;
}

function finish() {
    done(found);
    for (const id of ["check-step", "check-last"]) $(id).textContent = "";
    $("check-darks").hidden = true;
    $("check-answers").replaceChildren();
    $("check-text").textContent = advise(found);
    $("check-close").focus();
}

function advise(findings) {
    const advice = {
        close: gettext("Some neighboring colors look alike here: go by the names and words beside the board."),
        yellowish: gettext("Your screen looks yellowish: switch night-light off."),
        bluish: gettext("Your screen looks bluish: it may have a color filter."),
        dark: gettext("Your screen shows dark colors poorly: turn up the brightness or switch night-light off."),
    };
    const words = Object.keys(advice).filter((key) => findings.includes(key)).map((key) => advice[key]);
    return words.join(" ") || gettext("Your screen shows the colors well.");
}
