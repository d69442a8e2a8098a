// One's own news: requests, answers, public tables. It says only that something changed.

const SHORTEST = 500; // ms before the first try to reconnect, at most
const LONGEST = 15000;
const SILENCE = 25000; // ms without a word, not even a tick: such a line is dead, whatever it says

let socket = null;
let tries = 0;
let timer = 0;
let heard = 0; // when
let over = false; // refused for good

function open() {
    clearTimeout(timer);
    if (over || (socket && socket.readyState <= WebSocket.OPEN)) return;
    const mine = new WebSocket("/ws/me/");
    const unless = (work) => (event) => mine === socket && work(event);
    socket = mine;
    mine.addEventListener("open", unless(() => (heard = Date.now())));
    mine.addEventListener("message", unless((event) => hear(JSON.parse(event.data))));
    mine.addEventListener("close", unless((event) => closed(event.code)));
}

function hear(message) {
    tries = 0;
    heard = Date.now();
    if (message.type === "changed") htmx.trigger(document.body, "changed");
}

function closed(code) {
    over = code >= 4400 && code < 4500;
    if (over) return;
    tries += 1;
    timer = setTimeout(open, Math.random() * Math.min(LONGEST, SHORTEST * 2 ** tries));
}

setInterval(() => {
    if (socket?.readyState !== WebSocket.OPEN || Date.now() - heard < SILENCE) return;
    socket.close();
    socket = null;
    closed(1006);
}, 1000);
addEventListener("online", open);
document.addEventListener("visibilitychange", () => document.hidden || open());
open();
