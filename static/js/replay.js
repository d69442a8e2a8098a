// The replay: every picture is a function of the step, as at the table it is one of the view.

import { openBoard, paintBoard } from "./board.js";
import { openPanel } from "./panel.js";
import { piecesOf } from "./pieces.js";
import { paintPlayers, paintRounds } from "./scoreboard.js";
import { openStepper, paintStepper } from "./stepper.js";
import { nameOf } from "./wording.js";

const $ = (id) => document.getElementById(id);
const nobody = { seat: null, piece: null };

let game = null;
let at = 0;

async function start() {
    openBoard(() => {});
    $("A1").tabIndex = -1; // The arrows step here; a touch still tells what a square is called.
    openPanel();
    const answer = await fetch(document.body.dataset.steps);
    game = await answer.json();
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
    history.replaceState(null, "", `#${at}`);
    paintBoard({ pieces: piecesOf({ table, you: nobody }), marks: { target } });
    $("clue-by").textContent = `${symbolOf(step.giver)} ${nameOf(table, step.giver)}`;
    $("clue-words").replaceChildren(...clueWords(step));
    const stage = interpolate(gettext("Round %(round)s of %(total)s"), { round: step.round, total: game.total }, true);
    const says = (open && step.open) || step.says;
    $("count").textContent = `${at} / ${game.steps.length - 1}`;
    $("told").replaceChildren(part("small", stage), part("i", " · "), part("b", says));
    paintStepper(game, at, `${stage} · ${says}`);
    paintPlayers(game, step);
    paintRounds(game, step, open);
}

function symbolOf(seat) {
    return game.players[seat].symbol;
}

function clueWords({ clues, withdrawn }) {
    const all = [...withdrawn.map((clue) => part("s", `“${clue}”`)), ...clues.map((clue) => part("b", `“${clue}”`))];
    return all.length ? all.flatMap((one) => [one, " "]) : ["…"];
}

function part(kind, text) {
    const made = document.createElement(kind);
    made.textContent = text;
    return made;
}

start();
