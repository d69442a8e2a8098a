// What a view says of pieces: which to draw, and what the dock may offer.

import { nameOf, sentence } from "./phrases.js";

export function piecesOf({ table, you }) {
    const all = table.pieces.map((piece) => draw(table, piece.seat, piece.square, piece.clue, false));
    if (you.piece) all.push(draw(table, you.seat, you.piece, table.clue, true));
    return all;
}

export function readPieces(view) {
    return piecesOf(view).map((piece) => `${piece.square}: ${piece.label}`).join(", ") || gettext("No pieces yet.");
}

export function aimingIn(view, may) {
    const { table, you } = view;
    const picks = may("choose_target") && table.rules.pick_from === "any_square";
    const guesses = table.phase === "guessing" && you.seat !== null && you.seat !== table.giver;
    for (const id of ["aim", "in-words"]) document.getElementById(id).hidden = !picks && !guesses;
    const shared = table.rules.guess_order === "simultaneous";
    const mine = (piece) => !shared || piece.seat === you.seat;
    const taken = new Map(table.pieces.filter(mine).map((piece) => [piece.square, piece.seat]));
    const verb = picks ? gettext("Take the color on %(square)s") : placing(table.clue, you.piece);
    return { ready: may("place_guess") || picks, verb, taken: picks ? new Map() : taken, wait: sentence(view) };
}

function placing(clue, moves) {
    if (moves) return clue ? gettext("Move 2nd piece on %(square)s") : gettext("Move 1st piece on %(square)s");
    return clue ? gettext("Place 2nd piece on %(square)s") : gettext("Place 1st piece on %(square)s");
}

function draw(table, seat, square, clue, pending) {
    const symbol = table.players.find((one) => one.seat === seat)?.symbol || "●";
    const words = clue ? gettext("%(name)s’s 2nd piece") : gettext("%(name)s’s 1st piece");
    return { square, symbol, pending, label: interpolate(words, { name: nameOf(table, seat) }, true) };
}
