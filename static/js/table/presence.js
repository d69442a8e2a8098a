// What the others are doing at this moment: typing, aiming, or editing a field of the house rules.

const EVERY = 2500; // ms between two messages that say the same
const OFTEN = 700; // ms between two looks at where the focus is
const SHOWN = { typing: 4000, aiming: 4000, editing: 5000 }; // ms, unless it is heard of again
const line = document.getElementById("doing");

const told = {}; // type -> when
const current = new Map(); // "id doing" -> { player, doing, field, timer }
let people = new Map(); // id -> player
let edited = ""; // the field that the others were told of

export function openPresence(mention) {
    setInterval(() => tellField(mention), OFTEN);
    document.addEventListener("htmx:afterSwap", paint);
}

// Tells the others, now and then, that this player types (`{ type: "typing" }`), or aims ("aim").
export function tellPresence(mention, message) {
    if (Date.now() - (told[message.type] || 0) < EVERY) return;
    told[message.type] = Date.now();
    mention(message);
}

// Takes a message about typing and aiming (`doing`), or one about editing a `field`, perhaps none.
export function hearPresence({ player, doing = "editing", field }) {
    const key = `${player} ${doing}`;
    clearTimeout(current.get(key)?.timer);
    const timer = setTimeout(stopPresence, SHOWN[doing], player, doing);
    current.set(key, { player, doing, field, timer });
    paint();
}

export function stopPresence(player, doing) {
    if (current.delete(`${player} ${doing}`)) paint();
}

export function paintPresence({ players, phase }) {
    people = new Map(players.map((player) => [player.id, player]));
    for (const [key, { doing }] of current) if (doing === "aiming" && phase !== "guessing") current.delete(key);
    paint();
}

function tellField(mention) {
    const field = document.hidden ? "" : document.activeElement.closest("[data-field]")?.dataset.field || "";
    if (field !== edited) told.edit = 0;
    else if (!field) return;
    edited = field;
    tellPresence(mention, { type: "edit", field });
}

function paint() {
    const known = [...current.values()].filter(({ player }) => people.has(player));
    line.textContent = known.filter(({ doing }) => doing !== "editing").map(sentence).join(" ");
    for (const editors of document.querySelectorAll("[id^=editing-]")) {
        const here = known.filter(({ field }) => editors.id === `editing-${field}`).map(({ player }) => people.get(player));
        const names = here.map(({ symbol, name }) => `${symbol} ${name}`).join(", ");
        const text = names && interpolate(gettext("Editing: %(names)s"), { names }, true);
        if (editors.textContent !== text) editors.textContent = text;
    }
}

function sentence({ player, doing }) {
    const words = doing === "typing" ? gettext("%(name)s is typing…") : gettext("%(name)s is aiming…");
    return interpolate(words, people.get(player), true);
}
