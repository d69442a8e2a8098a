// Requests to come in: the title tells how many there are, and they show wherever the host is. An open
// dialog covers everything that is not in it, so they are put into that.

import { countRequests } from "../ui/announce.js";

const box = document.getElementById("requests");

export function openRequests() {
    if (!box) return;
    document.addEventListener("htmx:afterSwap", ({ target }) => target === box && heard());
    new MutationObserver(place).observe(document.body, { subtree: true, attributeFilter: ["open"] });
}

function heard() {
    countRequests(box.querySelectorAll(".ask").length);
    place();
}

function place() {
    const home = [...document.querySelectorAll("dialog:modal")].pop() || document.body;
    if (box.parentElement !== home && (box.firstElementChild || home === document.body)) home.prepend(box);
}
