// The table: every picture is a function of the last turn_update, nothing adds up over time.

import { aim, openBoard, paintBoard } from "./board.js";
import { openChallenge, paintChallenge } from "./challenge.js";
import { hearChat, openChat, paintChat } from "./chat.js";
import { openDock, paintDock, repaintDock } from "./dock.js";
import { openGiver, paintGiver } from "./giver.js";
import { openKeys } from "./keys.js";
import { openPanel, paintPanel } from "./panel.js";
import { headline, openResult, paintResult, points } from "./result.js";
import { connect, now, send } from "./socket.js";
import { say, title } from "./status.js";
import { paintWords, sentence, stage } from "./wording.js";

const body = document.body;
const $ = (id) => document.getElementById(id);

let view = null;
let lobbyIsOld = false;

function start() {
    openBoard(() => repaintDock());
    openDock(place);
    openGiver(act);
    openChallenge(act);
    openChat(act);
    openResult(act, toLobby);
    openPanel((seat) => act({ type: "skip_turn", seat }));
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
    keepAwake();
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

// Shows the lobby again, but never takes a form away from under somebody's fingers.
function refreshLobby() {
    htmx.trigger(body, "changed");
    lobbyIsOld = $("lobby")?.querySelector("details[open], .rule-fields") != null;
    if (!lobbyIsOld) htmx.trigger(body, "lobby_changed");
}

document.addEventListener("toggle", () => lobbyIsOld && refreshLobby(), true);

// The lobby may have changed between its page and the socket: it is shown again if so.
function keepLobby(revision) {
    const shown = document.querySelector("[data-revision]");
    if (shown && Number(shown.dataset.revision) < revision) refreshLobby();
}

function refused(code) {
    const words = {
        4401: ["This table is private", "Please ask its host to let you in."],
        4403: ["You are not at this table any more", "The host has removed you, or has not let you in."],
        4404: ["This table is gone", "It may have been closed."],
        4400: ["This page and the server do not understand each other", "Please load the page again."],
    };
    const [heading, text] = words[code] || ["The server has closed the line", "Please load the page again."];
    $("message-title").textContent = heading;
    $("message-text").textContent = text;
    $("message").showModal();
}

function toLobby() {
    body.dataset.lobby = "yes";
    htmx.trigger(body, "lobby_changed");
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

let lock = null;
async function keepAwake() {
    if (lock || view.you.seat === null || document.hidden || !navigator.wakeLock) return;
    lock = await navigator.wakeLock.request("screen").catch(() => null);
    lock?.addEventListener("release", () => (lock = null));
}

document.addEventListener("click", async (event) => {
    const link = event.target.dataset?.share;
    if (!link) return;
    if (navigator.share) await navigator.share({ title: document.title, url: link }).catch(() => {});
    else {
        $("link").select();
        await navigator.clipboard?.writeText(link).catch(() => {});
        event.target.textContent = "Copied";
    }
});

if ($("play")) start();
