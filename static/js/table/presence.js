// Who is typing, and who is aiming, at this moment.

const line = document.getElementById("doing");
const EVERY = 2500; // ms between two messages of the same kind
const SHOWN = 4000; // ms

const told = {};
const seen = new Map(); // "id doing" -> timer
let names = new Map();

// Tells the others, now and then, that this player is "typing" or aiming ("aim").
export function tellDoing(send, type) {
    if (Date.now() - (told[type] || 0) < EVERY) return;
    told[type] = Date.now();
    send({ type });
}

export function hearDoing({ player, doing }) {
    const key = `${player} ${doing}`;
    clearTimeout(seen.get(key));
    seen.set(key, setTimeout(() => seen.delete(key) && paint(), SHOWN));
    paint();
}

export function stopDoing(player, doing) {
    if (seen.delete(`${player} ${doing}`)) paint();
}

export function paintDoing({ players, phase }) {
    const done = phase === "guessing" ? [] : [...seen.keys()].filter((key) => key.endsWith(" aiming"));
    for (const key of done) seen.delete(key);
    names = new Map(players.map(({ id, name }) => [String(id), name]));
    paint();
}

function sentence([id, doing]) {
    const words = doing === "typing" ? gettext("%(name)s is typing…") : gettext("%(name)s is aiming…");
    return interpolate(words, { name: names.get(id) }, true);
}

function paint() {
    const all = [...seen.keys()].map((key) => key.split(" ")).filter(([id]) => names.has(id));
    line.textContent = all.map(sentence).join(" ");
}
