// When htmx may swap a part of the page: not while something in it is pressed, for a button that goes
// between press and release is never clicked; nor while it asks for an answer, for what is gone cannot
// do what was agreed to. What came meanwhile is shown afterwards. What is the same as before is left
// alone, or a screen reader would read it again. And the focus stays on what is kept, even in browsers
// that cannot move an element without blurring it.

import { asking } from "./confirm.js";
import { keepFields, openAutosave } from "./autosave.js";

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

openAutosave();

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
