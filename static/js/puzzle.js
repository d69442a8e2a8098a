// Today's puzzle: the table's board and dock for one person. What #story says is what is shown.

import { aim, openBoard, paintBoard } from "./board/board.js";
import { openDock, paintDock, repaintDock } from "./board/dock.js";
import { openKeyboard } from "./board/keyboard.js";
import { openReveal, startReveal } from "./board/reveal.js";
import { openSound, play } from "./board/sound.js";
import { say } from "./ui/announce.js";
import "./ui/errors.js";
import { openShareLinks } from "./ui/share_link.js";
import { openSideSheet } from "./ui/side_sheet.js";

const $ = (id) => document.getElementById(id);
const LABELS = [gettext("your 1st piece"), gettext("your 2nd piece")];

function start() {
    openBoard(repaintDock);
    openDock(place);
    openSideSheet();
    openSound();
    openReveal();
    openShareLinks();
    openKeyboard(() => told(), () => readPieces() || gettext("No pieces yet."));
    document.addEventListener("click", ({ target }) => target.closest("[data-side]") && $("open-side").click());
    paint();
}

async function place(square) {
    paintDock({ ...offer(), ready: false, wait: "…" });
    const values = { day: $("story").dataset.day, square };
    const before = pieces().length;
    await htmx.ajax("POST", document.body.dataset.place, { target: "#story", swap: "outerHTML", values }).catch(() => {});
    const placed = pieces().length !== before;
    if (placed) aim(null);
    paint();
    if (!placed) return;
    const { target, points } = $("story").dataset;
    say(told(), true);
    play(target ? "reveal" : "place");
    if (target) startReveal({ target, points: points.split(" ").map(Number), pieces: pieces().map((where, seat) => ({ square: where, seat })) });
}

function paint() {
    const { target } = $("story").dataset;
    paintBoard({
        pieces: pieces().map((square, index) => ({ square, symbol: index + 1, label: LABELS[index] })),
        marks: { target },
    });
    $("aim").hidden = Boolean(target);
    paintDock(offer());
}

function offer() {
    const verb = pieces().length ? gettext("Place 2nd piece on %(square)s") : gettext("Place 1st piece on %(square)s");
    return { ready: true, verb, taken: new Map(pieces().map((square) => [square, 0])), wait: "" };
}

function pieces() {
    return $("story").dataset.pieces.split(" ").filter(Boolean);
}

function told() {
    return [$("clue"), $("story")].map((part) => part.textContent.replace(/\s+/g, " ").trim()).join(". ");
}

function readPieces() {
    return pieces().map((square, index) => `${square}: ${LABELS[index]}`).join(", ");
}

start();
