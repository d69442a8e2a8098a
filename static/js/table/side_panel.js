// Beside the board: players with their scores, spectators, the clues so far. In the dock: the players
// whom the table may continue without.

import { colorName } from "../board/squares.js";
import { element } from "../ui/element.js";

const players = document.getElementById("players");
const history = document.getElementById("history");
const without = document.getElementById("without"); // in the dock
const lines = new Map(); // seat -> its line
const skips = new Map(); // seat -> its button in the dock

// `showScore` shows a score, or holds it back until the reveal is over.
export function paintSidePanel({ table, you }, showScore) {
    const seated = table.players.filter((player) => player.seat !== null && table.scores[player.seat] !== undefined);
    arrange(players, seated.map((player) => playerLine(player, table, you, showScore)));
    arrange(without, seated.filter((player) => maySkip(player, table, you)).map((player) => skipButton(keep(skips, player, newButton), player)));
    const many = table.spectators;
    document.getElementById("spectators").textContent = many ? interpolate(ngettext("%(n)s watching", "%(n)s watching", many), { n: many }, true) : "";
    document.getElementById("table-menu").hidden = !you.host;
    history.replaceChildren(...[...table.history].reverse().map((round) => roundLine(round, table)));
}

// Elements that are there already stay, so that no press on them is lost, nor the focus.
function arrange(list, wanted) {
    for (const child of [...list.children]) if (!wanted.includes(child)) child.remove();
    wanted.forEach((child, at) => list.children[at] === child || list.insertBefore(child, list.children[at] || null));
}

function keep(kept, { seat }, make) {
    if (!kept.has(seat)) kept.set(seat, make(seat));
    return kept.get(seat);
}

function playerLine(player, table, you, showScore) {
    const item = keep(lines, player, newLine);
    const [disc, name, score, menu, skip] = item.children;
    const notes = [
        player.seat === you.seat && gettext("you"),
        player.seat === table.giver && gettext("giver"),
        player.away && gettext("away"),
        table.placed.includes(player.seat) && gettext("✓ placed"),
    ].filter(Boolean);
    disc.textContent = player.symbol;
    name.replaceChildren(player.name, " ", element("small", notes.join(" · ")));
    showScore(score, table.scores[player.seat]);
    item.classList.toggle("turn", acts(player, table));
    menu.hidden = !you.host || player.seat === you.seat;
    menu.dataset.menu = player.id;
    menu.title = interpolate(gettext("What to do with %(name)s"), player, true);
    menu.setAttribute("aria-label", menu.title);
    skipButton(skip, player).hidden = !maySkip(player, table, you);
    return item;
}

function newLine(seat) {
    const item = element("li");
    item.dataset.seat = seat;
    const menu = element("button", "⋯");
    menu.type = "button";
    item.append(element("span", "", "disc"), element("bdi", ""), element("span", "", "score"), menu, newButton());
    item.firstChild.setAttribute("aria-hidden", "true");
    return item;
}

function newButton() {
    const made = element("button", "", "button small");
    made.type = "button";
    return made;
}

function skipButton(button, player) {
    button.textContent = interpolate(gettext("Continue without %(name)s"), player, true);
    button.title = interpolate(gettext("Continue without %(name)s?"), player, true);
    button.dataset.skip = player.seat;
    return button;
}

function acts(player, table) {
    return table.to_act.includes(player.seat) && !["scored", "over"].includes(table.phase);
}

// Anybody with a seat may continue without a player who has been away for long.
function maySkip(player, table, you) {
    return player.skippable && acts(player, table) && you.seat !== null && player.seat !== you.seat;
}

function roundLine(round, table) {
    const item = element("li");
    const swatch = element("span", "", "swatch");
    if (round.target) swatch.classList.add(`c-${round.target}`);
    const giver = table.players.find((player) => player.seat === round.giver);
    const words = element("span", round.clues.map((clue) => `“${clue}”`).join(" ") || gettext("no clue"));
    words.append(" ", element("small", giver ? giver.name : ""));
    const where = element("small", round.target ? `${round.target}, ${colorName(round.target)}` : "");
    item.append(swatch, words, where);
    return item;
}
