// The sentences above and beside the board: the stage, the clue, and whom the table waits for.

import { element } from "../ui/element.js";

const LONG = 20; // letters: more do not fit beside the giver's name on a phone
const $ = (id) => document.getElementById(id);

function stage(table) {
    const words = {
        choosing: gettext("Round %(round)s of %(rounds)s · picking a color"),
        cluing: table.clue
            ? gettext("Round %(round)s of %(rounds)s · 2nd clue")
            : gettext("Round %(round)s of %(rounds)s · 1st clue"),
        guessing: table.clue
            ? gettext("Round %(round)s of %(rounds)s · 2nd guess")
            : gettext("Round %(round)s of %(rounds)s · 1st guess"),
        voting: gettext("Round %(round)s of %(rounds)s · challenge"),
        scored: gettext("Round %(round)s of %(rounds)s · scored"),
        over: gettext("Round %(round)s of %(rounds)s · the end"),
    }[table.phase];
    return interpolate(words, table, true);
}

// A narrow screen shows the number of the round as "1/6", to leave room for the phase.
export function paintStage(table) {
    const [round, phase] = stage(table).split(" · ");
    const number = element("span", round);
    number.dataset.brief = `${table.round}/${table.rounds}`;
    $("stage").replaceChildren(number, ` · ${phase}`);
}

// One sentence on what is going on, as this seat sees it.
export function sentence({ table, you }) {
    if (table.phase === "lobby") return gettext("Lobby");
    if (table.paused) return gettext("The host has paused the game");
    const giver = { name: nameOf(table, table.giver) };
    const mine = table.to_act.includes(you.seat);
    switch (table.phase) {
        case "choosing":
            return mine ? gettext("Pick a color") : interpolate(gettext("%(name)s is picking a color"), giver, true);
        case "cluing":
            if (mine) return gettext("Your clue, please");
            return interpolate(table.clue ? gettext("Waiting for %(name)s’s second clue") : gettext("Waiting for %(name)s’s clue"), giver, true);
        case "guessing":
        case "voting":
            if (mine) return table.phase === "voting" ? gettext("Is the clue fair?") : gettext("Your turn");
            return interpolate(gettext("Waiting for %(names)s"), { names: few(table.to_act.map((seat) => nameOf(table, seat))) }, true);
        case "scored":
            return gettext("The round is scored");
        default:
            return gettext("The game is over");
    }
}

// What the key R reads: the stage, the clue, and whom the table waits for.
export function readState(view) {
    const clue = view.table.clues.length ? [`${$("clue-by").textContent}: ${$("clue-words").textContent}`] : [];
    return [stage(view.table), ...clue, sentence(view)].join(". ");
}

export function paintWords(view) {
    const { table, you } = view;
    const by = table.players.find((player) => player.seat === table.giver);
    const whose = you.seat === table.giver ? gettext("Your clue") : gettext("%(name)s’s clue");
    $("clue-by").textContent = `${by?.symbol || ""} ${interpolate(whose, { name: nameOf(table, table.giver) }, true)}`;
    const quoted = (kind) => (clue) => element(kind, `“${clue}”`);
    const parts = [...table.clues.map(quoted("b")), ...table.withdrawn.map(quoted("s"))];
    $("clue-words").replaceChildren(...(parts.length ? parts.flatMap((part) => [part, " "]) : ["…"]));
    $("clue").classList.toggle("long", $("clue-words").textContent.length > LONG);
    const acting = $("aim").hidden === false;
    const waits = ["choosing", "cluing", "guessing", "voting"].includes(table.phase);
    $("waiting").textContent = sentence(view);
    $("waiting").hidden = !table.paused && (!waits || table.to_act.includes(you.seat) || (acting && table.phase === "guessing"));
}

export function nameOf(table, seat) {
    return table.players.find((player) => player.seat === seat)?.name || interpolate(gettext("Seat %(number)s"), { number: seat + 1 }, true);
}

// All of these names: "Maya, Tom and Ana", as the language joins them.
export function joined(names) {
    return new Intl.ListFormat(document.documentElement.lang).format(names);
}

// The first of these names, and how many more there are.
function few(names) {
    if (names.length <= 3) return names.join(", ");
    const [first, second] = names;
    const rest = names.length - 2;
    const words = ngettext("%(first)s, %(second)s and %(rest)s other", "%(first)s, %(second)s and %(rest)s others", rest);
    return interpolate(words, { first, second, rest }, true);
}
