// Table chat: what was said, and reactions that float by. Where the panel is closed, what is said shows
// for a moment over the board, and the panel's button has a dot until it is read.

import { stopPresence } from "./presence.js";
import { say } from "../ui/announce.js";
import { element } from "../ui/element.js";

const list = document.getElementById("chat");
const bubbles = document.getElementById("bubbles");
const panel = document.getElementById("open-side");
const floating = document.getElementById("floating");
const form = document.getElementById("chat-form");
const text = document.getElementById("chat-text");
const KEPT = 100;
const FLOATS = 2600; // ms
const BUBBLE = 3000; // ms
const BUBBLES = 2; // at a time: more would cover the board

let newest = 0;
let first = true;

export function openChat(send, typing) {
    text.addEventListener("input", typing);
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (!text.value.trim()) return;
        send({ type: "chat", text: text.value });
        text.value = "";
    });
    document.addEventListener("click", ({ target }) => {
        const emoji = target.dataset?.react;
        if (emoji) send({ type: "react", emoji });
    });
}

export function paintChat(you) {
    form.hidden = document.getElementById("reactions").hidden = you.seat === null;
}

// The panel is open: what was said is read.
export function readChat() {
    tellNews(false);
    bubbles.replaceChildren();
    list.scrollTop = list.scrollHeight;
}

// Adds messages, but for those that are here already: a reconnect brings the last hundred again.
export function hearChat(messages) {
    const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 8;
    for (const message of messages.filter(({ id }) => id > newest)) {
        newest = message.id;
        stopPresence(message.player, "typing");
        if (!message.reaction) list.append(line(message));
        if (first) continue;
        if (message.reaction) float(message);
        else if (!list.checkVisibility()) bubble(message);
    }
    first = false;
    while (list.childElementCount > KEPT) list.firstChild.remove();
    if (atEnd) list.scrollTop = list.scrollHeight;
}

function line({ name, symbol, text: words }) {
    const item = element("p");
    const who = element("b");
    who.append(symbol, " ", element("bdi", name));
    item.append(who, element("bdi", words));
    return item;
}

function bubble(message) {
    tellNews(true);
    say(`${message.name}: ${message.text}`);
    showBubble(line(message));
}

// Tells everybody at this page something for a moment.
export function tellBriefly(text) {
    say(text);
    showBubble(element("p", text));
}

function showBubble(shown) {
    bubbles.append(shown);
    if (bubbles.childElementCount > BUBBLES) bubbles.firstChild.remove();
    setTimeout(() => shown.remove(), BUBBLE);
}

function tellNews(are) {
    panel.classList.toggle("news", are);
    panel.dataset.words ??= panel.getAttribute("aria-label");
    panel.setAttribute("aria-label", are ? `${panel.dataset.words}, ${gettext("new messages")}` : panel.dataset.words);
}

function float({ name, text: emoji }) {
    const span = element("span", `${emoji} `);
    span.append(element("small", name));
    floating.append(span);
    setTimeout(() => span.remove(), FLOATS);
}
