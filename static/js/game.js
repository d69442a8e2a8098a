// The table: every picture is a function of the last turn_update, nothing adds up over time.

import { aim, openBoard, paintBoard } from "./board.js";
import { openChallenge, paintChallenge } from "./challenge.js";
import { hearChat, openChat, paintChat } from "./chat.js";
import { openDock, paintDock, repaintDock } from "./dock.js";
import { openGiver, paintGiver } from "./giver.js";
import { openKeys } from "./keys.js";
import { keepLobby, openLobby, refreshLobby, toLobby } from "./lobby.js";
import { keepAwake, refused } from "./page.js";
import { openPanel, paintPanel } from "./panel.js";
import { headline, openResult, paintResult, points } from "./result.js";
import { connect, now, send } from "./socket.js";
import { say, title } from "./status.js";
import { paintWords, sentence, stage } from "./wording.js";

const body = document.body;
const $ = (id) => document.getElementById(id);

let view = null;

function start() {
    openBoard(() => repaintDock());
    openDock(place);
    openGiver(act);
    openChallenge(act);
    openChat(act);
    openResult(act, toLobby);
    openPanel((seat) => act({ type: "skip_turn", seat }));
    openLobby();
    openKeys(() => sentence(view), readPieces);
    connect(body.dataset.socket, { view: show, answer, other, refused });
    setInterval(paintClock, 250);
}

function act(message) {
    $("refusal").hidden = true;
    send(message);
}

function place(square) {
    const type = may("choose_target") ? "choose_target" : "place_guess";
    act({ type, square });
}

function may(what) {
    return view.you.may.includes(what);
}

function show(next) {
    const before = view;
    view = { ...next, live: before !== null };
    const { table } = view;
    body.dataset.phase = table.phase;
    keepLobby(table.revision);
    if (!before || before.game !== view.game) delete body.dataset.lobby;
    if (table.phase === "lobby") {
        title("Lobby", table.code);
        return;
    }
    if (before && `${before.game} ${before.table.round} ${before.table.clue}` !== `${view.game} ${table.round} ${table.clue}`) aim(null);
    $("stage").textContent = stage(table);
    paintWords(view, nameOf);
    paintBoard({ pieces: pieces(), marks: { target: table.target } });
    paintDock(aiming());
    paintGiver(view, may);
    paintChallenge(view, may, nameOf);
    paintPanel(view);
    paintChat(view.you);
    paintResult(view, may);
    paintClock();
    keepAwake(view.you.seat !== null);
    title(view.you.may.length && table.phase !== "scored" ? "Your turn" : sentence(view), table.code);
    say(table.points ? `${headline(table)}. ${points(table).map((line) => `${line.words}, +${line.number}`).join(". ")}` : sentence(view));
}

function pieces() {
    const { table, you } = view;
    const all = table.pieces.map((piece) => draw(piece.seat, piece.square, piece.clue, false));
    if (you.piece) all.push(draw(you.seat, you.piece, table.clue, true));
    return all;
}

function draw(seat, square, clue, pending) {
    const symbol = player(seat)?.symbol || "●";
    return { square, symbol, pending, label: `${nameOf(seat)}’s ${clue ? "2nd" : "1st"} piece` };
}

function aiming() {
    const { table, you } = view;
    const picks = may("choose_target") && table.rules.pick_from === "any_square";
    const guesses = table.phase === "guessing" && you.seat !== null && you.seat !== table.giver;
    $("aim").hidden = !picks && !guesses;
    const shared = table.rules.guess_order === "simultaneous";
    const mine = (piece) => !shared || piece.seat === you.seat;
    const taken = new Map(table.pieces.filter(mine).map((piece) => [piece.square, piece.seat]));
    const verb = picks ? "Take the color" : `${you.piece ? "Move" : "Place"} ${table.clue ? "2nd" : "1st"} piece`;
    return { ready: may("place_guess") || picks, verb, taken: picks ? new Map() : taken, wait: sentence(view) };
}

function paintClock() {
    const deadline = view?.table.deadline;
    $("clock").hidden = !deadline;
    if (!deadline) return;
    const seconds = Math.max(0, Math.ceil((deadline - now()) / 1000));
    $("clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    $("clock").classList.toggle("short", seconds <= 10);
}

function answer(message) {
    if (message.type !== "refusal") return;
    $("refusal").textContent = message.reason;
    $("refusal").hidden = false;
    say(message.reason, true);
}

function other(message) {
    if (message.type === "chat") hearChat(message.messages);
    if (message.type === "lobby_changed") refreshLobby();
}

function player(seat) {
    return view.table.players.find((one) => one.seat === seat);
}

function nameOf(seat) {
    return player(seat)?.name || `Seat ${seat + 1}`;
}

function readPieces() {
    return pieces().map((piece) => `${piece.square}: ${piece.label}`).join(", ") || "No pieces yet.";
}

if ($("play")) start();
