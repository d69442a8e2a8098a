// Beside the board: players with their scores, spectators, the clues so far. In the dock, too: what
// may be done about players who are away, and whose seat somebody without one may take.

import { colorName } from "../board/squares.js";
import { teamOf } from "./sides.js";
import { element } from "../ui/element.js";
import { acts, mayPlayFor, maySkip, mayStandIn } from "./absent.js";
import { quoted, spaced } from "./by_bot.js";

const players = document.getElementById("players");
const history = document.getElementById("history");
const without = document.getElementById("without"); // in the dock
const lines = new Map(); // seat -> its line
const buttons = new Map(); // place, kind and seat -> a button

// `showScore` shows a score, or holds it back until the reveal is over.
export function paintSidePanel({ table, you }, showScore) {
    const seated = table.players.filter((player) => player.seat !== null && table.scores[player.seat] !== undefined);
    arrange(players, seated.map((player) => playerLine(player, table, you, showScore)));
    arrange(without, seated.flatMap((player) => offers(player, table, you, "dock")));
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
    const [disc, name, score, menu] = item.children;
    const notes = [
        teamOf(table, player.seat),
        player.bot && "🤖",
        player.seat === you.seat && gettext("you"),
        player.bot && gettext("bot"),
        player.seat === table.giver && gettext("giver"),
        player.away && (player.stand_in ? gettext("away, a bot plays") : gettext("away")),
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
    arrange(item, [disc, name, score, menu, ...offers(player, table, you, "side")]);
    return item;
}

function newLine(seat) {
    const item = element("li");
    item.dataset.seat = seat;
    const menu = element("button", "⋯");
    menu.type = "button";
    item.append(element("span", "", "disc"), element("bdi", ""), element("span", "", "score"), menu);
    item.firstChild.setAttribute("aria-hidden", "true");
    return item;
}

// The buttons for what may be done about a player. In the dock only what the table waits for.
function offers(player, table, you, place) {
    const urgent = place === "side" || acts(player, table);
    return [
        maySkip(player, table, you) && offer(place, player, "skip", player.seat, gettext("Continue without %(name)s"), gettext("Continue without %(name)s?")),
        urgent && mayStandIn(player, table, you) && offer(place, player, "standIn", player.id, gettext("Let a bot play for %(name)s")),
        place === "dock" && mayPlayFor(player, table, you) && offer(place, player, "takeOver", player.id, gettext("Play for %(name)s")),
    ].filter(Boolean);
}

function offer(place, player, kind, value, words, question = "") {
    const key = `${place} ${kind} ${player.seat}`;
    if (!buttons.has(key)) buttons.set(key, element("button", "", "button small"));
    const button = buttons.get(key);
    button.type = "button";
    button.textContent = interpolate(words, player, true);
    button.title = interpolate(question, player, true);
    button.dataset[kind] = value;
    return button;
}

function roundLine(round, table) {
    const item = element("li");
    const swatch = element("span", "", "swatch");
    if (round.target) swatch.classList.add(`c-${round.target}`);
    const giver = table.players.find((player) => player.seat === round.giver);
    const words = element("span", round.clues.length ? "" : gettext("no clue"));
    words.append(...spaced(quoted(round.clues, "span", round.bot_clues, round.giver, table)));
    words.append(element("small", giver ? giver.name : ""));
    const where = element("small", round.target ? `${round.target}, ${colorName(round.target)}` : "");
    item.append(swatch, words, where);
    return item;
}
