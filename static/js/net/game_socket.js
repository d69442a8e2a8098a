// The connection of a game: repeats what was not answered, drops what is stale.

import { openSocket } from "./socket.js";

const RETRY = 1000; // ms until a command is sent again that the server asks to have again
const GREETING = 2000; // ms
const PATIENCE = 1000; // ms at least between two requests for a whole view
const MANY = 5; // connections lost in a row, after which it is said that this may take longer
const status = document.getElementById("connection");

const unanswered = new Map(); // client id -> { message, meant }
let socket;
let listeners;
const parts = {}; // of the table, which travel when they change: name -> { revision, values }
const PARTS = {
    room: ["code", "name", "revision", "spectators", "paused", "players"],
    rules: ["rules"],
    history: ["history"],
};
let have = { game: 0, version: -1 };
let meant = ""; // what a command is meant for: this game, round, phase and clue
let clock = 0; // ms that the server's clock is ahead of ours
let lost = false; // and not there again yet
let greeted = 0; // when a whole view was asked for
let fresh = false; // a connection that has not brought a view yet

export function connect(path, on) {
    listeners = on;
    socket = openSocket(path, { opened, closed, heard: (text) => hear(JSON.parse(text)) });
}

// Sends a command; it is repeated after a reconnect until the server has answered it, unless the
// table has moved on: a piece for one clue must not be placed for the next.
export function send(message) {
    const numbers = crypto.getRandomValues(new Uint32Array(4));
    const id = Array.from(numbers, (number) => number.toString(16)).join("-");
    unanswered.set(id, { message: { ...message, id }, meant: isPlay(message) ? meant : null });
    mention({ ...message, id });
    return id;
}

// Says something of the moment, which nobody repeats and nobody answers.
export function mention(message) {
    socket.send(JSON.stringify(message));
}

export function now() {
    return Date.now() + clock;
}

function opened() {
    if (lost) say(gettext("You’re back."), GREETING);
    lost = false;
    fresh = true;
}

function closed(code, refused, losses) {
    lost = true;
    if (refused) listeners.refused(code);
    else say(losses < MANY ? gettext("Reconnecting…") : gettext("Still trying. Your seat is kept."));
}

function isPlay(message) {
    return message.type !== "chat" && message.type !== "react";
}

function repeat(id) {
    const asked = unanswered.get(id);
    if (!asked) return;
    if (asked.meant === null || asked.meant === meant) mention(asked.message);
    else unanswered.delete(id);
}

function hear(message) {
    switch (message.type) {
        case "turn_update":
            show(message);
            break;
        case "mark":
            mention({ type: "ack", mark: message.mark });
            break;
        case "tick":
            clock = message.now - Date.now();
            if (message.version > have.version || isNew(message.parts)) greet();
            break;
        case "done":
        case "refusal":
            answer(message);
            break;
        default:
            listeners.other(message);
    }
}

function show(update) {
    const view = whole(update);
    if (!view) greet();
    if (!view || isStale(view)) return;
    have = { game: view.game, version: view.version, parts: view.table.parts };
    meant = JSON.stringify([view.game, view.table.round, view.table.phase, view.table.clues]);
    listeners.view(view);
    if (fresh) unanswered.forEach((_, id) => repeat(id));
    fresh = false;
}

// Asks for a whole view; not again and again, for the next tick tells whether it was enough.
function greet() {
    if (Date.now() - greeted < PATIENCE) return;
    greeted = Date.now();
    mention({ type: "hello", version: have.version });
}

// Returns whether the table has parts that the view does not show.
function isNew(revisions = {}) {
    return Object.entries(revisions).some(([name, revision]) => have.parts?.[name] !== revision);
}

// Returns a view with all its parts, or null if one has never come.
function whole({ table, ...update }) {
    const all = { ...table };
    for (const [name, revision] of Object.entries(table.parts)) {
        const fields = PARTS[name];
        if (!fields) continue; // of a later version
        if (fields[0] in table) parts[name] = { revision, values: pick(table, fields) };
        if (parts[name]?.revision !== revision) return null;
        Object.assign(all, parts[name].values);
    }
    return { ...update, table: all };
}

function pick(object, names) {
    return Object.fromEntries(names.map((name) => [name, object[name]]));
}

function isStale(view) {
    if ((view.game || 0) !== (have.game || 0)) return (view.game || 0) < (have.game || 0);
    return view.version < have.version;
}

function answer(message) {
    if (message.code === "retry") {
        setTimeout(repeat, RETRY, message.id);
        return;
    }
    unanswered.delete(message.id);
    listeners.answer(message);
}

function say(text, wait = 0) {
    status.textContent = text;
    status.hidden = false;
    if (wait) setTimeout(() => (status.hidden = status.textContent === text), wait);
}
