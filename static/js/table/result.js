// The end of a round and of the game: the reveal in words, the next round, the ranking.

import { colorName, distance } from "../board/squares.js";
import { element } from "../ui/element.js";
import { endReveal, openReveal, startReveal } from "../board/reveal.js";
import { joined, nameOf } from "./phrases.js";

let revealed = "";

export function openResult(send, toLobby) {
    document.getElementById("next").addEventListener("click", () => send({ type: "next_round" }));
    document.getElementById("to-lobby").addEventListener("click", toLobby);
    openReveal();
}

export function paintResult(view, may) {
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
    document.getElementById("next").hidden = !may("next_round");
    const waiting = document.getElementById("next-waiting");
    const host = table.players.find((player) => player.host);
    waiting.hidden = ended || may("next_round");
    waiting.textContent = host ? interpolate(gettext("Waiting for %(name)s to start the next round"), host, true) : "";
    document.getElementById("to-lobby").hidden = !ended;
    paintAlbum(table.album);
    document.getElementById("to-lobby").textContent = you.host ? gettext("Play again, same table") : gettext("Back to the table");
    if (revealed !== `${view.game} ${table.round}`) {
        if (revealed !== "" || view.live) startReveal(table);
        revealed = `${view.game} ${table.round}`;
    }
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
    return [headline(table), ...why(table), ...last, ...points(table).map((line) => `${line.words}, +${line.number}`)].join(". ");
}

function points(table) {
    return table.points
        .map((number, seat) => ({ seat, number, words: words(table, seat, number) }))
        .sort((a, b) => b.number - a.number);
}

function lines(table) {
    if (table.phase !== "over") return points(table).map((line) => row(line.words, `+${line.number}`, line.seat));
    const ranked = table.scores.map((score, seat) => ({ score, seat, won: table.winners.includes(seat) })).sort((a, b) => b.score - a.score || b.won - a.won);
    const target = table.target ? [remark(lastOne(table), "last-target")] : [];
    const reason = why(table).map((words) => remark(words, "reason"));
    return [...target, ...ranked.map(({ score, seat }, index) => row(`${index + 1}. ${nameOf(table, seat)}`, score, seat, table.points?.[seat])), ...reason];
}

// Why they won, if others had as many points: one sentence, or none.
function why({ phase, scores, winners }) {
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
    if (best === 0) return put(gettext("%(name)s: exact"));
    return put(ngettext("%(name)s: %(n)s away", "%(name)s: %(n)s away", best), { n: best });
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
