// A socket for binary messages that comes back by itself: with pauses that grow, and differ from
// page to page, and never after a refusal.

const SHORTEST = 500; // ms before the first try to reconnect, at most
const LONGEST = 15000;
const SILENCE = 25000; // ms without a word, not even a sign of life: such a line is dead

// `on.opened()`, `on.heard(bytes)`, `on.closed(code)`; a code 44xx is the last word.
export function openSocket(path, on) {
    let socket = null;
    let tries = 0;
    let timer = 0;
    let heard = 0; // when
    let over = false; // refused for good

    const isOpen = () => socket?.readyState === WebSocket.OPEN;

    function open() {
        clearTimeout(timer);
        if (over || (socket && socket.readyState <= WebSocket.OPEN)) return;
        const mine = new WebSocket(path);
        const unless = (work) => (event) => mine === socket && work(event);
        socket = mine;
        mine.binaryType = "arraybuffer";
        mine.addEventListener("open", unless(opened));
        mine.addEventListener("message", unless(receive));
        mine.addEventListener("close", unless(({ code }) => closed(code)));
    }

    function opened() {
        heard = Date.now();
        on.opened();
    }

    function receive({ data }) {
        heard = Date.now();
        tries = 0;
        on.heard(new Uint8Array(data));
    }

    function closed(code) {
        socket = null;
        over = code >= 4400 && code < 4500;
        if (over) clearInterval(watch);
        else timer = setTimeout(open, Math.random() * Math.min(LONGEST, SHORTEST * 2 ** tries));
        tries += 1;
        on.closed(code, over);
    }

    const watch = setInterval(() => {
        if (!isOpen() || Date.now() - heard < SILENCE) return;
        socket.close();
        closed(1006);
    }, 1000);
    addEventListener("online", open);
    document.addEventListener("visibilitychange", () => document.hidden || open());
    open();
    return { isOpen, send: (bytes) => socket.send(bytes) };
}
