// The replay: every picture is a function of the step, as at the table it is one of the view.

import { aim, openBoard, paintBoard } from "./board/board.js";
import { ARROWS, moved } from "./board/squares.js";
import { paintPlayers, paintRounds } from "./replay/scoreboard.js";
import { openStepper, paintStepper } from "./replay/stepper.js";
import { nameOf } from "./table/phrases.js";
import { piecesOf } from "./table/pieces.js";
import { element } from "./ui/element.js";
import { openSideSheet } from "./ui/side_sheet.js";

const $ = (id) => document.getElementById(id);
const nobody = { seat: null, piece: null };
const REST = 300; // ms on a step until the address names it: browsers count such changes

let game = null;
let at = 0;
let timer = 0;

async function start() {
    openBoard(() => {});
    openSideSheet();
    $("board-frame").addEventListener("keydown", onBoard);
    await load();
}

async function load() {
    try {
        const answer = await fetch(document.body.dataset.steps);
        game = await answer.json();
    } catch {
        const again = element("button", gettext("Try again"), "button small");
        again.addEventListener("click", load);
        $("told").replaceChildren(gettext("The replay could not be loaded."), " ", again);
        return;
    }
    openStepper(game, () => at, show);
    $("open").addEventListener("change", () => show(at));
    $("rounds").addEventListener("click", (event) => {
        const first = event.target.closest("[data-first]")?.dataset.first;
        if (!first) return;
        $("side-dialog").close();
        show(Number(first));
    });
    addEventListener("hashchange", () => show(addressed()));
    show(addressed());
}

// On the board the arrows move the focus from square to square, whose names are read out; elsewhere
// they step through the game.
function onBoard(event) {
    const way = ARROWS[event.key];
    if (!way || !event.target.id) return;
    event.preventDefault();
    aim(moved(event.target.id, way, event.shiftKey ? 5 : 1), true);
}

// #42 is step 42, so that a moment can be passed on.
function addressed() {
    return Number.parseInt(location.hash.slice(1), 10) || 0;
}

function show(wanted) {
    at = Math.min(game.steps.length - 1, Math.max(0, wanted));
    const step = game.steps[at];
    const open = $("open").checked;
    const table = { ...step, players: game.players };
    const target = step.target || (open ? game.rounds[step.round - 1].target : null);
    paintBoard({ pieces: piecesOf({ table, you: nobody }), marks: { target } });
    $("clue-by").textContent = `${symbolOf(step.giver)} ${nameOf(table, step.giver)}`;
    $("clue-words").replaceChildren(...clueWords(step));
    const stage = interpolate(gettext("Round %(round)s of %(total)s"), { round: step.round, total: game.total }, true);
    const says = (open && step.open) || step.says;
    $("count").textContent = `${at} / ${game.steps.length - 1}`;
    $("told").replaceChildren(element("small", stage), element("i", " · "), element("b", says));
    paintStepper(game, at, `${stage} · ${says}`);
    paintPlayers(game, step);
    const chosen = document.activeElement.dataset.first; // It will be painted anew.
    paintRounds(game, step, open);
    if (chosen) document.querySelector(`[data-first="${chosen}"]`).focus();
    clearTimeout(timer);
    timer = setTimeout(keepAddress, REST);
}

function keepAddress() {
    try {
        history.replaceState(null, "", `#${at}`);
    } catch {
        // Too many changes for this browser: the address stays behind, the replay goes on.
    }
}

function symbolOf(seat) {
    return game.players[seat].symbol;
}

function clueWords({ clues, withdrawn }) {
    const all = [...withdrawn.map((clue) => element("s", `“${clue}”`)), ...clues.map((clue) => element("b", `“${clue}”`))];
    return all.length ? all.flatMap((one) => [one, " "]) : ["…"];
}

start();
