// Parts of a page that are exchanged: never from under a finger, for what is exchanged between
// press and release is never clicked, nor from under a question, for what is gone cannot do what
// was agreed to. What came meanwhile shows afterwards. And the focus stays on what is kept, also
// where a browser cannot move an element without a blur. What comes as it was is left alone, for a
// screen reader would read it again.

import { asking } from "./confirm.js";
import { keepFields, openFields } from "./autosave.js";

const CLICK = 300; // ms after the release within which a touch becomes a click

const held = new Map(); // target -> what shows it
let pressed = null;
let timer = 0;
let focused = "";

addEventListener("pointerdown", (event) => event.button === 0 && press(event), true);
addEventListener("keydown", (event) => event.key === " " && press(event), true);
for (const end of ["pointerup", "pointercancel", "keyup"]) addEventListener(end, () => letGo(CLICK), true);
for (const end of ["click", "close"]) addEventListener(end, () => letGo(0), true);
document.addEventListener("htmx:beforeSwap", hold);
document.addEventListener("htmx:afterSwap", () => {
    if (document.activeElement === document.body && focused) document.getElementById(focused)?.focus();
});

openFields();

function press({ target }) {
    clearTimeout(timer);
    pressed = target;
}

function letGo(wait) {
    clearTimeout(timer);
    timer = setTimeout(catchUp, wait);
}

function hold({ detail }) {
    const { target, serverResponse, requestConfig } = detail;
    focused = document.activeElement.id;
    if (requestConfig.elt === target && target.shows === serverResponse) detail.shouldSwap = false;
    target.shows = serverResponse;
    if (!detail.shouldSwap) return;
    if (!target.contains(pressed) && !target.contains(asking())) {
        detail.serverResponse = keepFields(target, serverResponse);
        return;
    }
    detail.shouldSwap = false;
    const swapStyle = requestConfig.elt.getAttribute("hx-swap") || "innerHTML";
    held.set(target, () => htmx.swap(target, keepFields(target, serverResponse), { swapStyle }));
}

function catchUp() {
    pressed = null;
    for (const [target, show] of held) {
        if (target.contains(asking())) continue;
        held.delete(target);
        if (target.isConnected) show();
    }
}
