// Keeps the screen of somebody who plays awake.

let lock = null; // a promise of the lock, once it was asked for
let wanted = document.body.dataset.seated === "yes";

export function keepAwake(seated) {
    wanted = seated;
    renew();
}

export function letSleep() {
    wanted = false;
    lock?.then((held) => held?.release());
}

// A browser lets the screen sleep again whenever its tab is not on top.
function renew() {
    if (lock || !wanted || document.hidden || !navigator.wakeLock) return;
    lock = navigator.wakeLock.request("screen").catch(() => null);
    lock.then((held) => (held ? held.addEventListener("release", () => (lock = null)) : (lock = null)));
}

document.addEventListener("visibilitychange", renew);
renew();
