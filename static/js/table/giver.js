// The giver's panel: the card, the target, and the clue with its live referee.

import { colorName, paint } from "../board/squares.js";
import { element } from "../ui/element.js";

const card = document.getElementById("card");
const choose = document.getElementById("choose-button");
const form = document.getElementById("clue-form");
const text = document.getElementById("clue-text");
const referee = document.getElementById("referee");
const secret = document.getElementById("secret");

let picked = null;
let painted = "";

export function openGiver(send) {
    card.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button) pick(button.dataset.square);
    });
    choose.addEventListener("click", () => picked && send({ type: "choose_target", square: picked }));
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (text.value.trim()) send({ type: "give_clue", text: text.value });
    });
    document.getElementById("skip").addEventListener("click", () => send({ type: "skip_clue" }));
    document.getElementById("redraw").addEventListener("click", () => send({ type: "redraw_card" }));
}

export function paintGiver(view, may) {
    const { table, you } = view;
    document.getElementById("choose").hidden = !may("choose_target") || table.rules.pick_from === "any_square";
    document.getElementById("redraw").hidden = !may("redraw_card");
    document.getElementById("give").hidden = !may("give_clue");
    document.getElementById("skip").hidden = !may("skip_clue");
    paintCard(you.card);
    paintSecret(you.target);
    document.getElementById("clue-label").textContent = request(table);
    const turn = `${view.game} ${table.round} ${table.clue} ${table.withdrawn.length}`;
    if (turn !== painted) {
        painted = turn;
        text.value = "";
        referee.replaceChildren();
    }
}

function paintCard(squares) {
    const same = squares.join() === [...card.children].map((button) => button.dataset.square).join();
    if (same) return;
    picked = null;
    card.replaceChildren(
        ...squares.map((square) => {
            const button = element("button");
            paint(button, square);
            button.dataset.square = square;
            const words = element("span", square);
            words.append(element("br"), element("small", colorName(square)));
            button.append(words);
            return button;
        }),
    );
    pick(null);
}

function pick(square) {
    picked = square;
    for (const button of card.children) button.setAttribute("aria-pressed", button.dataset.square === square);
    choose.disabled = !square;
    choose.textContent = square ? interpolate(gettext("Take %(square)s"), { square }, true) : gettext("Pick one above");
}

function paintSecret(square) {
    secret.hidden = !square;
    if (!square || secret.dataset.square === square) return;
    secret.dataset.square = square;
    const swatch = element("i");
    paint(swatch, square);
    const words = element("span");
    words.append(element("b", `${square} · ${colorName(square)}`), gettext("Only you see this."));
    secret.replaceChildren(swatch, words);
}

// Which clue is asked for, and of how many words.
function request({ clue, withdrawn, rules }) {
    const most = clue ? rules.second_clue_words : rules.first_clue_words;
    const again = withdrawn.length > 0;
    let words;
    if (clue && again) words = ngettext("Another second clue: one word", "Another second clue: up to %(most)s words", most);
    else if (clue) words = ngettext("Second clue: one word", "Second clue: up to %(most)s words", most);
    else if (again) words = ngettext("Another clue: one word", "Another clue: up to %(most)s words", most);
    else words = ngettext("One word", "Up to %(most)s words", most);
    return interpolate(words, { most }, true);
}
