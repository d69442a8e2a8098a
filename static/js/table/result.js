// The end of a round and of the game: the reveal in words, and the ranking.

import { colorName, distance } from "../board/squares.js";
import { element } from "../ui/element.js";
import { endReveal, openReveal, startReveal } from "../board/reveal.js";
import { joined, nameOf } from "./phrases.js";
import { countsTwice, ending, standing, teamOf } from "./sides.js";

let revealed = "";

export function openResult(toLobby) {
    document.getElementById("to-lobby").addEventListener("click", toLobby);
    document.getElementById("again").addEventListener("click", () => again(toLobby));
    openReveal();
}

export function paintResult(view) {
    const { table, you } = view;
    const ended = table.phase === "over";
    const shown = ended || table.phase === "scored";
    document.getElementById("result").hidden = !shown;
    if (!shown) {
        endReveal();
        revealed = "";
        return;
    }
    document.getElementById("result-title").textContent = headline(table);
    paintLines(lines(table));
    document.getElementById("to-lobby").hidden = !ended;
    document.getElementById("again").hidden = !ended || !you.host;
    paintWinners(table);
    paintAlbum(table.album);
    if (revealed !== `${view.game} ${table.round}`) {
        if (revealed !== "" || view.live) startReveal(table);
        revealed = `${view.game} ${table.round}`;
    }
}

// One tap starts the next game for all: it is the button of the lobby, which is on this page. Where the
// table cannot start, the lobby tells why.
function again(toLobby) {
    const start = document.querySelector("#lobby #start");
    if (!start) return toLobby();
    document.addEventListener("htmx:afterSwap", () => document.querySelector("#lobby > .error") && toLobby(), { once: true });
    start.click();
}

// The winners' pieces, large, and why they won if others had as many points.
function paintWinners(table) {
    const won = table.phase === "over" ? table.winners : [];
    const places = document.getElementById("winners");
    const symbols = won.map((seat) => table.players.find((player) => player.seat === seat)?.symbol || "●");
    places.hidden = !won.length;
    if (places.textContent !== symbols.join("")) places.replaceChildren(...symbols.map((symbol) => element("span", symbol, "disc")));
    const reason = document.getElementById("result-reason");
    reason.textContent = why(table).join("");
    reason.hidden = !reason.textContent;
}

// Lines that are the same stay, or they would fade in once more.
function paintLines(next) {
    const list = document.getElementById("result-list");
    const same = next.map((line) => line.outerHTML).join("") === [...list.children].map((line) => line.outerHTML).join("");
    if (!same) list.replaceChildren(...next);
}

function paintAlbum(slug) {
    const link = document.getElementById("album");
    link.hidden = !slug;
    link.textContent = gettext("See the whole game");
    if (slug) link.href = `/g/${slug}/`;
}

// The result as text: what the animation shows, for everyone who does not see it.
export function headline(table) {
    if (table.phase === "over") {
        if (table.mode) return ending(table);
        const names = table.winners.map((seat) => nameOf(table, seat));
        const words = ngettext("%(names)s wins", "%(names)s win together", names.length);
        return interpolate(words, { names: joined(names) }, true);
    }
    if (!table.target) return gettext("No target was chosen");
    return interpolate(gettext("It was %(square)s, %(color)s"), called(table.target), true);
}

// The same for those who listen; at the end of the game it also names the last target.
export function told(table) {
    const last = table.phase === "over" && table.target ? [lastOne(table)] : [];
    return [headline(table), ...why(table), ...last, ...points(table).map((line) => [line.words, line.plus].filter(Boolean).join(", ")), standing(table)].filter(Boolean).join(". ");
}

function points(table) {
    return table.points
        .map((number, seat) => ({ seat, number, words: words(table, seat, number), plus: table.mode && seat === table.giver ? "" : `+${number}` }))
        .filter(({ seat }) => played(table, seat))
        .sort((a, b) => b.number - a.number);
}

function lines(table) {
    if (table.phase !== "over") {
        const now = standing(table);
        return [...points(table).map((line) => row(line.words, line.plus, line.seat)), ...(now ? [remark(now, "standing")] : [])];
    }
    const ranked = table.scores.map((score, seat) => ({ score, seat, won: table.winners.includes(seat) })).sort(ranking(table));
    const target = table.target ? [remark(lastOne(table), "last-target")] : [];
    return [...target, ...ranked.map(({ score, seat }, index) => row(placed(table, seat, index), score, seat, table.points?.[seat]))];
}

// In teams the other one has no part in a round.
function played({ mode, sides, giver }, seat) {
    return mode !== "teams" || sides[seat] === sides[giver];
}

// Most points first; in teams by team, the winners first.
function ranking({ mode }) {
    return (a, b) => (mode ? b.won - a.won || b.score - a.score : b.score - a.score || b.won - a.won);
}

function placed(table, seat, index) {
    if (!table.mode) return `${index + 1}. ${nameOf(table, seat)}`;
    return [nameOf(table, seat), teamOf(table, seat)].filter(Boolean).join(" · ");
}

// Why they won, if others had as many points: one sentence, or none.
function why({ phase, mode, sides, side_scores, scores, winners }) {
    if (mode) {
        const alone = phase === "over" && side_scores.length > 1 && side_scores[0] === side_scores[1] && new Set(winners.map((seat) => sides[seat])).size === 1;
        return alone ? [gettext("Tied on points: the team that gave a clue most recently wins")] : [];
    }
    const most = Math.max(...scores);
    if (phase !== "over" || scores.filter((score) => score === most).length === 1) return [];
    if (winners.length > 1) return [gettext("Tied on points: the win is shared")];
    return [gettext("Tied on points: who gave a clue most recently wins")];
}

function lastOne({ target }) {
    return interpolate(gettext("The last one was %(square)s, %(color)s"), called(target), true);
}

function words(table, seat, number) {
    const name = nameOf(table, seat);
    const put = (sentence, more) => interpolate(sentence, { name, ...more }, true);
    if (seat === table.giver) return put(gettext("%(name)s gave the clue"));
    if (!table.target) return name;
    const distances = table.pieces.filter((p) => p.seat === seat).map((p) => distance(p.square, table.target));
    if (!distances.length) return put(gettext("%(name)s placed nothing"));
    const best = Math.min(...distances);
    const twice = seat === countsTwice(table) ? " ×2" : "";
    if (best === 0) return put(gettext("%(name)s: exact")) + twice;
    return put(ngettext("%(name)s: %(n)s away", "%(name)s: %(n)s away", best), { n: best }) + twice;
}

function called(square) {
    return { square, color: colorName(square) };
}

function remark(words, kind) {
    const item = row(words, "");
    item.classList.add(kind);
    return item;
}

function row(left, right, seat, last) {
    const item = element("li");
    item.dataset.seat = seat;
    const name = element("bdi", left);
    if (last !== undefined) name.append(" ", element("small", `+${last}`));
    item.append(name, element("b", right));
    return item;
}
