// The side: players with their scores, spectators, and the clues so far.

import { colorName } from "./squares.js";

const players = document.getElementById("players");
const history = document.getElementById("history");
const side = document.getElementById("side");
const sheet = document.getElementById("side-dialog");

export function openPanel() {
    document.getElementById("open-side").addEventListener("click", () => {
        sheet.append(side);
        sheet.showModal();
    });
    sheet.addEventListener("close", () => document.getElementById("play").append(side));
    new ResizeObserver(([dock]) => {
        side.style.setProperty("--dock-height", `${dock.target.offsetHeight}px`);
    }).observe(document.getElementById("dock"));
}

export function paintPanel({ table, you }) {
    const seated = table.players.filter((player) => player.seat !== null && table.scores[player.seat] !== undefined);
    players.replaceChildren(...seated.map((player) => playerLine(player, table, you)));
    const many = table.spectators;
    document.getElementById("spectators").textContent = many ? interpolate(ngettext("%(n)s watching", "%(n)s watching", many), { n: many }, true) : "";
    document.getElementById("table-menu").hidden = !you.host;
    history.replaceChildren(...[...table.history].reverse().map((round) => roundLine(round, table)));
}

function playerLine(player, table, you) {
    const item = document.createElement("li");
    item.dataset.seat = player.seat;
    const disc = element("span", player.symbol, "disc");
    disc.setAttribute("aria-hidden", "true");
    const name = element("bdi", player.name);
    const acts = table.to_act.includes(player.seat) && !["scored", "over"].includes(table.phase);
    const notes = [
        player.seat === you.seat && gettext("you"),
        player.seat === table.giver && gettext("giver"),
        player.away && gettext("away"),
        table.placed.includes(player.seat) && gettext("✓ placed"),
    ].filter(Boolean);
    name.append(" ", element("small", notes.join(" · ")));
    item.classList.toggle("turn", acts);
    item.append(disc, name, element("span", table.scores[player.seat], "score"));
    if (player.seat === you.seat) return item;
    if (you.host) {
        item.append(button("⋯", interpolate(gettext("What to do with %(name)s"), player, true), { menu: player.id }));
    } else if (you.seat !== null && player.away && acts) {
        // Anybody may go on without somebody who has been away for long.
        item.append(button("⏭", interpolate(gettext("Continue without %(name)s?"), player, true), { skip: player.seat }));
    }
    return item;
}

function button(text, label, data) {
    const made = element("button", text);
    made.type = "button";
    made.title = label;
    made.setAttribute("aria-label", label);
    Object.assign(made.dataset, data);
    return made;
}

function roundLine(round, table) {
    const item = document.createElement("li");
    const swatch = element("span", "", "swatch");
    if (round.target) swatch.classList.add(`c-${round.target}`);
    const giver = table.players.find((player) => player.seat === round.giver);
    const words = element("span", round.clues.map((clue) => `“${clue}”`).join(" ") || gettext("no clue"));
    words.append(" ", element("small", giver ? giver.name : ""));
    const where = element("small", round.target || "");
    if (round.target) where.title = colorName(round.target);
    item.append(swatch, words, where);
    return item;
}

export function element(kind, text, className = "") {
    const made = document.createElement(kind);
    made.textContent = text;
    if (className) made.className = className;
    return made;
}

