// How the next round begins: by itself, after a while that a bar shows and anybody may hold.

import { now } from "../net/game_socket.js";

const $ = (id) => document.getElementById(id);
const bar = $("going-on-bar");
const still = matchMedia("(prefers-reduced-motion: reduce)");

let table = null;
let running = null; // the animation of the bar
let until = null; // when it ends

export function openGoingOn(send) {
    $("next").addEventListener("click", () => send({ type: "next_round" }));
    $("hold").addEventListener("click", () => send({ type: "hold", round: table.round, on: !table.held_by }));
    setInterval(paintSeconds, 250);
}

// The key H does what the button does, where it is there.
export function toggleHold() {
    if ($("hold").checkVisibility()) $("hold").click();
}

export function paintGoingOn(view, may) {
    table = view.table;
    const goes = table.phase === "scored" && "reveal_seconds" in table && !table.paused;
    const host = table.players.find((player) => player.host);
    $("next").hidden = !may("next_round");
    $("next-waiting").hidden = table.phase === "over" || may("next_round") || goes;
    $("next-waiting").textContent = host ? interpolate(gettext("Waiting for %(name)s to start the next round"), host, true) : "";
    $("going-on").hidden = !goes;
    // A host who may start it at once needs no other button that does.
    $("hold").hidden = (view.you.seat === null && !view.you.host) || (table.held_by && may("next_round"));
    $("hold").textContent = table.held_by ? gettext("Go on") : gettext("Hold");
    $("going-on").classList.toggle("held", Boolean(table.held_by));
    paintSeconds();
    run(goes && !table.held_by ? table.deadline : null);
}

function paintSeconds() {
    if (!table || $("going-on").hidden) return;
    const words = table.held_by ? holder() : left();
    if ($("going-on-words").textContent !== words) $("going-on-words").textContent = words;
}

function holder() {
    const player = table.players.find((one) => one.id === table.held_by);
    return player ? interpolate(gettext("%(name)s is still looking"), player, true) : gettext("The next round waits");
}

function left() {
    const n = Math.max(0, Math.ceil((table.deadline - now()) / 1000));
    return interpolate(gettext("Next round in %(n)s s"), { n }, true);
}

// Runs the bar down to a moment; one that is running stays as it is.
function run(end) {
    if (end === until && running) return;
    running?.cancel();
    until = end;
    running = null;
    bar.hidden = end === null;
    if (end === null || still.matches) return;
    const whole = table.reveal_seconds * 1000;
    const passed = whole - (end - now());
    running = bar.animate([{ scale: "1 1" }, { scale: "0 1" }], { duration: whole, delay: -passed, fill: "both" });
}
