// What a screen reader hears, merged into one message every two seconds, and the page's title.

const region = document.getElementById("status");
const MERGE = 2000; // ms

let waiting = [];
let timer = 0;
let last = "";

export function say(text, atOnce = false) {
    if (!text || (text === last && !atOnce)) return;
    last = text;
    waiting.push(text);
    if (atOnce) speak();
    else timer ||= setTimeout(speak, MERGE);
}

export function title(text, code) {
    document.title = `${text} · ${code}`;
}

function speak() {
    clearTimeout(timer);
    timer = 0;
    region.textContent = waiting.join(" ");
    waiting = [];
}
