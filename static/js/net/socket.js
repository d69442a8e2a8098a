// A WebSocket that comes back by itself: after pauses that grow and differ from page to page, and at
// once when the device is online again or somebody looks at the page. Never after a refusal.

const FIRST_PAUSE = 500; // ms at most before the first try to reconnect; each further one may take twice as long
const LONGEST_PAUSE = 15000; // ms
const SILENCE = 25000; // ms: the server ticks every 10 s, so a connection that is silent for longer is dead

// Connects to `path`, and stays connected.
//   `opened()`: there is a connection, for the first time or again.
//   `heard(data)`: a message has come, a string or an ArrayBuffer.
//   `closed(code, refused, losses)`: the connection is gone. A code 44xx is a refusal, and nothing
//       follows it; `losses` counts the connections lost since the last message.
// `send(data)` drops what it is given while there is no connection; whoever needs it sends it again.
export function openSocket(path, { heard, opened = () => {}, closed = () => {} }) {
    const listening = new AbortController();
    let socket = null;
    let losses = 0;
    let timer = 0; // of the next try
    let lastHeard = 0; // when

    const isOpen = () => socket?.readyState === WebSocket.OPEN;
    const send = (data) => isOpen() && socket.send(data);

    function connect() {
        clearTimeout(timer);
        if (socket && socket.readyState <= WebSocket.OPEN) return;
        const mine = new WebSocket(path);
        // What was given up as dead may still have something to say.
        const on = (name, act) => mine.addEventListener(name, (event) => mine === socket && act(event));
        socket = mine;
        mine.binaryType = "arraybuffer";
        on("open", () => {
            lastHeard = Date.now();
            opened();
        });
        on("message", ({ data }) => {
            lastHeard = Date.now();
            losses = 0;
            heard(data);
        });
        on("close", ({ code }) => lose(code));
    }

    function lose(code) {
        const refused = code >= 4400 && code < 4500;
        const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** losses);
        socket = null;
        losses += 1;
        if (refused) stop();
        else timer = setTimeout(connect, Math.random() * pause);
        closed(code, refused, losses);
    }

    function stop() {
        clearInterval(watch);
        listening.abort();
    }

    const watch = setInterval(() => {
        if (!isOpen() || Date.now() - lastHeard < SILENCE) return;
        socket.close();
        lose(1006);
    }, 1000);
    const { signal } = listening;
    addEventListener("online", connect, { signal });
    document.addEventListener("visibilitychange", () => document.hidden || connect(), { signal });
    connect();
    return { isOpen, send };
}
