// The line to the server: reconnects, repeats what was not acknowledged, drops what is stale.

const SHORTEST = 500; // ms before the first try to reconnect, at most
const LONGEST = 15000;
const SILENCE = 25000; // ms without a word, not even a tick: such a line is dead, whatever it says
const line = document.getElementById("line");

let socket = null;
let tries = 0;
let timer = 0;
let heard = 0; // when
let have = { game: 0, version: -1 };
let clock = 0; // ms that the server's clock is ahead of ours
const unanswered = new Map(); // client id -> { message, meant }
let meant = ""; // what a command is meant for: this game, round, phase and clue
let fresh = false; // a line that has not brought a view yet
let over = false; // refused for good
let listeners;

export function connect(path, on) {
    listeners = on;
    const open = () => {
        clearTimeout(timer);
        if (over || (socket && socket.readyState <= WebSocket.OPEN)) return;
        const mine = new WebSocket(path);
        const unless = (work) => (event) => mine === socket && work(event);
        socket = mine;
        mine.addEventListener("open", unless(opened));
        mine.addEventListener("message", unless((event) => hear(JSON.parse(event.data))));
        mine.addEventListener("close", unless((event) => closed(event, open)));
    };
    setInterval(() => {
        if (socket?.readyState !== WebSocket.OPEN || Date.now() - heard < SILENCE) return;
        socket.close();
        socket = null;
        closed({ code: 1006 }, open);
    }, 1000);
    addEventListener("online", open);
    document.addEventListener("visibilitychange", () => document.hidden || open());
    open();
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
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

export function now() {
    return Date.now() + clock;
}

function opened() {
    if (tries > 0) say(gettext("You’re back."), 2000);
    tries = 0;
    heard = Date.now();
    fresh = true;
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
    heard = Date.now();
    switch (message.type) {
        case "turn_update":
            if (isStale(message)) return;
            have = { game: message.game, version: message.version };
            meant = JSON.stringify([have.game, message.table.round, message.table.phase, message.table.clues]);
            listeners.view(message);
            if (fresh) unanswered.forEach((_, id) => repeat(id));
            fresh = false;
            break;
        case "mark":
            mention({ type: "ack", mark: message.mark });
            break;
        case "tick":
            clock = message.now - Date.now();
            if (message.version > have.version) mention({ type: "hello", version: have.version });
            break;
        case "done":
        case "refusal":
            if (message.code === "retry") {
                setTimeout(repeat, 1000, message.id);
                return;
            }
            unanswered.delete(message.id);
            listeners.answer(message);
            break;
        default:
            listeners.other(message);
    }
}

function isStale(message) {
    if ((message.game || 0) !== (have.game || 0)) return (message.game || 0) < (have.game || 0);
    return message.version < have.version;
}

function closed(event, open) {
    over = event.code >= 4400 && event.code < 4500;
    if (over) {
        listeners.refused(event.code);
        return;
    }
    tries += 1;
    say(tries < 5 ? gettext("Reconnecting…") : gettext("Still trying. Your seat is kept."));
    const longest = Math.min(LONGEST, SHORTEST * 2 ** (tries - 1));
    timer = setTimeout(open, Math.random() * longest);
}

function say(text, wait = 0) {
    line.textContent = text;
    line.hidden = false;
    if (wait) setTimeout(() => (line.hidden = line.textContent === text), wait);
}
