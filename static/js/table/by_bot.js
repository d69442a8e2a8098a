// The sign of a robot at what a bot did in the seat of a person; a bot's own seat needs none.

import { element } from "../ui/element.js";

// Returns whether a bot did something for a person.
export function isStandIns(bot, seat, table) {
    return Boolean(bot) && !table.players.find((player) => player.seat === seat)?.bot;
}

// The clues of a round as parts of a line, in quotes; `kind` is their element.
export function quoted(clues, kind, bots, giver, table) {
    return clues.flatMap((clue, n) => [element(kind, `“${clue}”`), ...(isStandIns(bots?.includes(n), giver, table) ? [sign()] : [])]);
}

// The same, each with a space behind it.
export function spaced(parts) {
    return parts.flatMap((part) => [part, " "]);
}

function sign() {
    const made = element("span", "", "by-bot");
    made.setAttribute("role", "img");
    made.setAttribute("aria-label", gettext("by a bot"));
    made.title = gettext("by a bot");
    return made;
}
