// Commit to reveal: the page keeps the seals of a round as they came, and sees at the reveal whether
// the card and the target that it is told are those that were sealed.

import { sha256 } from "./sha256.js";

const $ = (id) => document.getElementById(id);

let round = ""; // whose seals these are
let seen = []; // the seals that came before the reveal

export function paintSeal({ game, table }) {
    const { seals = [], salt } = table; // a server of the version before seals nothing
    if (round !== `${game} ${table.round}`) seen = [];
    round = `${game} ${table.round}`;
    const kept = seen.every((seal, at) => seal === seals[at]);
    if (!salt && kept) seen = seals;
    const texts = salt ? opened(table) : [];
    const fits = kept && texts.every((text, at) => sha256(text) === seals.at(at - texts.length));
    $("seal").hidden = !seals.length;
    $("seal-line").textContent = line(table, fits);
    $("seal-line").classList.toggle("error", !fits);
    $("seal-how").textContent = how(table);
    $("seal-value").textContent = [...texts.slice(-1), seals.at(-1)].join(" → ");
    $("seal-broken").hidden = fits;
}

// What the last seals are made of, once the salt is told.
function opened({ round, salt, card, target }) {
    const text = `${salt}:${round}:${card.join(",")}`;
    return target ? [text, `${text}:${target}`] : [text];
}

function line({ salt, phase }, fits) {
    if (!fits) return gettext("The seal does not fit");
    if (!salt) return phase === "choosing" ? gettext("Card sealed") : gettext("Target sealed");
    return seen.length ? gettext("Seal checked") : gettext("Seal told");
}

function how({ salt }) {
    if (!salt) return gettext("A fingerprint (SHA-256) of what the giver has, made with a secret that is told at the reveal. From now on nobody can change it, not even the server:");
    return seen.length
        ? gettext("This page kept the seal from before the reveal. Computed again from what was revealed, it is the same:")
        : gettext("This page came after the reveal and had no seal to compare. The others’ pages had:");
}
