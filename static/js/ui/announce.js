// What a screen reader hears, merged into one message every two seconds, and the page's title.

const region = document.getElementById("status");
const MERGE = 2000; // ms

let waiting = [];
let timer = 0;
let last = "";
let heading = ""; // what the title says, but for the requests
let requests = 0;

export function say(text, atOnce = false) {
    if (!text || (text === last && !atOnce)) return;
    last = text;
    waiting.push(text);
    if (atOnce) speak();
    else timer ||= setTimeout(speak, MERGE);
}

export function title(text, code) {
    heading = `${text} · ${code}`;
    paintTitle();
}

// `many` people ask to come in: the title begins with their number, "(2) Your turn · KITE7Q".
export function countRequests(many) {
    requests = many;
    if (heading) paintTitle();
}

function paintTitle() {
    document.title = requests ? `(${requests}) ${heading}` : heading;
}

function speak() {
    clearTimeout(timer);
    timer = 0;
    region.textContent = waiting.join(" ");
    waiting = [];
}
