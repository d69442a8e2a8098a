// Beside a replay: the players with their scores at that step, and the rounds to go to.

import { colorName } from "../board/squares.js";
import { element } from "../ui/element.js";

export function paintPlayers(game, step) {
    document.getElementById("players").replaceChildren(...game.players.map((player) => playerLine(player, step)));
}

export function paintRounds(game, step, open) {
    document.getElementById("rounds").replaceChildren(
        ...game.rounds.map((round, index) => roundLine(game, step, open, round, index + 1)),
    );
}

function playerLine({ seat, name, symbol }, step) {
    const item = element("li");
    const disc = element("span", symbol, "disc");
    disc.setAttribute("aria-hidden", "true");
    const who = element("span", "", "who");
    const notes = [
        seat === step.giver && gettext("giver"),
        step.placed.includes(seat) && gettext("✓ placed"),
        step.points?.[seat] && `+${step.points[seat]}`,
    ].filter(Boolean);
    who.append(element("bdi", name), " ", element("small", notes.join(" · ")));
    item.classList.toggle("turn", step.to_act.includes(seat));
    item.append(disc, who, element("span", step.scores[seat], "score"));
    return item;
}

function roundLine(game, step, open, round, number) {
    const item = element("li");
    const button = element("button");
    const over = number < step.round || (number === step.round && step.points);
    const swatch = element("span", "", "swatch");
    if (round.target && (over || open)) swatch.classList.add(`c-${round.target}`);
    const giver = game.players[round.giver];
    const words = over ? clues(game, number).map((clue) => `“${clue}”`).join(" ") : "";
    const line = element("span", `${number} · ${words || giver.name}`);
    const where = element("small", (over || open) && round.target ? round.target : "");
    if (where.textContent) where.title = colorName(round.target);
    button.type = "button";
    button.dataset.first = round.first;
    if (number === step.round) button.setAttribute("aria-current", "step");
    button.append(swatch, line, where);
    item.append(button);
    return item;
}

function clues(game, number) {
    const next = game.rounds[number]?.first ?? game.steps.length;
    return game.steps[next - 1].clues;
}
