// The table: every picture is a function of the last turn_update, nothing adds up over time.

import { aim, openBoard, paintBoard } from "./board/board.js";
import { openDock, paintDock, repaintDock } from "./board/dock.js";
import { openKeyboard } from "./board/keyboard.js";
import { showScore } from "./board/reveal.js";
import { openSound, soundChange } from "./board/sound.js";
import { openHostMenu } from "./lobby/host_menu.js";
import { keepLobby, openLobby, refreshLobby, toLobby } from "./lobby/lobby.js";
import { openScreenCheck } from "./lobby/screen_check_offer.js";
import { openFeed } from "./net/feed.js";
import { connect, mention, now } from "./net/game_socket.js";
import { openChallenge, paintChallenge } from "./table/challenge.js";
import { hearChat, openChat, paintChat } from "./table/chat.js";
import { act, hearAnswer, hearView, tell } from "./table/commands.js";
import { sayWhyClosed } from "./table/connection_closed.js";
import { openGiver, paintGiver } from "./table/giver.js";
import { paintStage, paintWords, readState, sentence } from "./table/phrases.js";
import { aimingIn, piecesOf, readPieces } from "./table/pieces.js";
import { hearPresence, openPresence, paintPresence, tellPresence } from "./table/presence.js";
import { openResult, paintResult, told } from "./table/result.js";
import { paintSidePanel } from "./table/side_panel.js";
import { say, title } from "./ui/announce.js";
import { openSideSheet } from "./ui/side_sheet.js";
import { keepAwake } from "./ui/wake_lock.js";

const body = document.body;
const $ = (id) => document.getElementById(id);

let view = null;

function start() {
    openBoard(aimed);
    openDock(place);
    openGiver(act);
    openChallenge(act);
    openChat(tell, () => tellPresence(mention, { type: "typing" }));
    openResult(act, toLobby);
    openSideSheet();
    openSound();
    openScreenCheck();
    openHostMenu(body.dataset.code, (seat) => act({ type: "skip_turn", seat }));
    openLobby();
    openPresence(mention);
    openKeyboard(() => view && readState(view), () => view && readPieces(view));
    connect(body.dataset.socket, { view: show, answer: hearAnswer, other, refused: sayWhyClosed });
    setInterval(paintClock, 250);
}

function aimed(square) {
    repaintDock();
    if (square && view?.table.phase === "guessing" && may("place_guess")) tellPresence(mention, { type: "aim" });
}

function place(square) {
    const type = may("choose_target") ? "choose_target" : "place_guess";
    act({ type, square });
    $("place").disabled = true;
}

function may(what) {
    return view.you.may.includes(what);
}

function show(next) {
    const before = view;
    view = { ...next, live: before !== null };
    const { table } = view;
    hearView(view);
    paintClock();
    body.dataset.phase = table.phase;
    keepLobby(view);
    paintPresence(table);
    document.querySelector("#bar bdi").textContent = table.name;
    if (!before || before.game !== view.game) delete body.dataset.lobby;
    if (table.phase === "lobby") {
        title(gettext("Lobby"), table.code);
        return;
    }
    if (before && clueOf(before) !== clueOf(view)) aim(null);
    paintStage(table);
    paintDock(aimingIn(view, may)); // before the words: it says whether the table can be aimed at
    paintWords(view);
    paintBoard({ pieces: piecesOf(view), marks: { target: table.target } });
    paintGiver(view, may);
    paintChallenge(view, may);
    paintSidePanel(view, showScore);
    paintChat(view.you);
    paintResult(view, may);
    if (before) soundChange(before, view);
    keepAwake(view.you.seat !== null);
    title(table.to_act.includes(view.you.seat) && table.phase !== "scored" ? gettext("Your turn") : sentence(view), table.code);
    say(table.points ? told(table) : sentence(view));
}

function clueOf({ game, table }) {
    return `${game} ${table.round} ${table.clue}`;
}

function paintClock() {
    const deadline = view?.table.deadline;
    $("clock").hidden = !deadline;
    if (!deadline) return;
    const seconds = Math.max(0, Math.ceil((deadline - now()) / 1000));
    $("clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    $("clock").classList.toggle("short", seconds <= 10);
}

function other(message) {
    if (message.type === "chat") hearChat(message.messages);
    if (message.type === "presence" || message.type === "editing") hearPresence(message);
    if (message.type === "lobby_changed") refreshLobby();
}

if (body.dataset.feed) openFeed(body.dataset.feed);
if ($("play")) start();
