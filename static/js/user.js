// One's own news: requests, answers, public tables. It says only that something changed.

const SHORTEST = 500; // ms before the first try to reconnect, at most
const LONGEST = 15000;

let tries = 0;

function open() {
    const socket = new WebSocket("/ws/me/");
    socket.addEventListener("message", () => {
        tries = 0;
        htmx.trigger(document.body, "changed");
    });
    socket.addEventListener("close", () => {
        tries += 1;
        setTimeout(open, Math.random() * Math.min(LONGEST, SHORTEST * 2 ** tries));
    });
}

open();
