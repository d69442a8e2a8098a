// Who wins with whom: what two teams are called, and how far all have come together.

import { element } from "../ui/element.js";

const list = document.getElementById("sides");

const GRADES = {
    fog: gettext("Fog over the board"),
    first_light: gettext("First light"),
    good_eyes: gettext("Good eyes"),
    in_tune: gettext("In tune"),
    same_wavelength: gettext("On one wavelength"),
    one_mind: gettext("One mind"),
};

export function teamName(side) {
    return side ? gettext("Team Moon") : gettext("Team Sun");
}

// The team of a seat, or nothing where there are none.
export function teamOf({ mode, sides }, seat) {
    return mode === "teams" && seat !== null ? teamName(sides[seat]) : "";
}

export function sameSide({ mode, sides }, one, other) {
    return mode !== "teams" || sides[one] === sides[other];
}

// In a team that is one short, the first guesser from the giver's left; the engine doubles the points.
export function countsTwice({ mode, sides, giver }) {
    if (mode !== "teams" || sides.length % 2 === 0 || sides[giver] === 0) return null;
    return sides.map((_, step) => (giver + 1 + step) % sides.length).find((seat) => sides[seat] === 1);
}

// The scores of both teams, or the one that all have together.
export function paintSides(table) {
    const wanted = table.mode === "teams" ? [0, 1] : table.mode === "together" ? [0] : [];
    while (list.children.length > wanted.length) list.lastChild.remove();
    while (list.children.length < wanted.length) list.append(newLine());
    wanted.forEach((side) => paintSide(list.children[side], side, table));
    list.hidden = !wanted.length;
}

function paintSide(item, side, table) {
    const [name, score, bar] = item.children;
    name.textContent = table.mode === "teams" ? teamName(side) : gettext("Together");
    score.textContent = table.mode === "teams" ? table.side_scores[side] : together(table);
    item.classList.toggle("turn", table.mode === "teams" && table.sides[table.giver] === side && table.phase !== "over");
    bar.hidden = table.mode === "teams";
    bar.max = table.possible || 1;
    bar.value = table.side_scores[side];
}

function newLine() {
    const item = element("li");
    item.append(element("b"), element("span", "", "score"), element("progress"));
    item.lastChild.setAttribute("aria-hidden", "true");
    return item;
}

function together({ side_scores: [score], possible }) {
    return interpolate(gettext("%(score)s of %(possible)s"), { score, possible }, true);
}

// The scores in a sentence; nothing where each plays for themselves.
export function standing(table) {
    if (table.mode === "together") return interpolate(gettext("Together: %(scores)s"), { scores: together(table) }, true);
    const [first, second] = table.side_scores || [];
    return table.mode ? `${teamName(0)} ${first} : ${second} ${teamName(1)}` : "";
}

// How a game in teams, or one that all played together, has ended.
export function ending(table) {
    const [first, second] = table.side_scores;
    if (table.mode === "together") {
        return interpolate(gettext("%(grade)s: %(score)s of %(possible)s"), { grade: GRADES[table.grade], score: first, possible: table.possible }, true);
    }
    const won = [0, 1].filter((side) => table.winners.includes(table.sides.indexOf(side)));
    if (won.length > 1) return interpolate(gettext("Both teams win, with %(score)s points each"), { score: first }, true);
    const scores = { team: teamName(won[0]), score: Math.max(first, second), other: Math.min(first, second) };
    return interpolate(gettext("%(team)s wins, %(score)s to %(other)s"), scores, true);
}
