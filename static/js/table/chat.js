// Table chat: what was said, and reactions that float by.

import { stopPresence } from "./presence.js";
import { element } from "../ui/element.js";

const list = document.getElementById("chat");
const floating = document.getElementById("floating");
const form = document.getElementById("chat-form");
const text = document.getElementById("chat-text");
const KEPT = 100;
const FLOATS = 2600; // ms

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
    document.getElementById("reactions").addEventListener("click", (event) => {
        const emoji = event.target.dataset.react;
        if (emoji) send({ type: "react", emoji });
    });
}

export function paintChat(you) {
    form.hidden = document.getElementById("reactions").hidden = you.seat === null;
}

// Adds messages, but for those that are here already: a reconnect brings the last hundred again.
export function hearChat(messages) {
    const atEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 8;
    for (const message of messages.filter(({ id }) => id > newest)) {
        newest = message.id;
        stopPresence(message.player, "typing");
        if (!message.reaction) list.append(line(message));
        else if (!first) float(message);
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

function float({ name, text: emoji }) {
    const span = element("span", `${emoji} `);
    span.append(element("small", name));
    floating.append(span);
    setTimeout(() => span.remove(), FLOATS);
}
