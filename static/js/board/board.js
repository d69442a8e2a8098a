// The board: squares, pieces, aim and marks. It knows squares, not rules.

import { element } from "../ui/element.js";
import { area, colorName, name, place, portrait, ROWS, COLUMNS } from "./squares.js";
import { hideLoupe, showLoupe } from "./loupe.js";

const frame = document.getElementById("board-frame");
const pieces = document.getElementById("pieces");
const MOST = 4; // discs drawn on one square; more become one disc with their number
const SYMBOL = 0.56; // of a disc's size
const OVER = 3; // px that a label may be larger than its square
const STICK = 0.2; // of a square: how far past its edge a drag must go before the aim moves

let aimed = null;
let shown = { pieces: [], marks: {} };
const described = new Set(); // squares with more to them than a color
let onAim = () => {};

export function openBoard(listener) {
    onAim = listener;
    for (const cell of frame.querySelectorAll("i")) {
        cell.dataset.color = cell.getAttribute("aria-label").split(", ")[1];
    }
    document.getElementById("A1").tabIndex = 0;
    frame.addEventListener("pointerdown", press);
    frame.addEventListener("pointermove", drag);
    for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, hideLoupe);
    new ResizeObserver(measure).observe(frame);
    portrait.addEventListener("change", () => paintBoard(shown));
}

export function aimedSquare() {
    return aimed;
}

export function aim(square, focus = false) {
    const before = document.getElementById(aimed || "A1");
    aimed = square;
    mark("aim-mark", square);
    before.tabIndex = -1;
    const cell = document.getElementById(square || "A1");
    cell.tabIndex = 0;
    if (focus) cell.focus();
    onAim(square);
}

// Draws `pieces` ({square, symbol, label, pending, bot}) and `marks` ({target, secret}): a target that all
// may see, with its frame and ring, and one that only this seat knows.
export function paintBoard(next) {
    for (const square of described) describe(square, "");
    shown = next;
    pieces.replaceChildren();
    for (const square of new Set(next.pieces.map((piece) => piece.square))) {
        const here = next.pieces.filter((piece) => piece.square === square);
        if (here.length > MOST) pieces.append(disc(here[0], here.length));
        else pieces.append(...here.map((piece, index) => disc(piece, piece.symbol, here.length > 1 ? ` at-${index}` : "")));
        describe(square, labels(here, square));
    }
    const { target, secret } = next.marks;
    if (secret) describe(secret, `, ${gettext("your target")}${labels(next.pieces, secret)}`);
    mark("secret-mark", secret);
    mark("target-mark", target);
    mark("frame-mark", target, 1);
    mark("ring-mark", target, 2);
    mark("aim-mark", aimed);
}

function disc({ square, pending, bot }, text, where = "") {
    const made = element("span", "", `piece${where}${pending ? " pending" : ""}${bot ? " by-bot" : ""}`);
    made.append(element("b", text));
    made.dataset.square = square;
    made.style.gridArea = area(square);
    return made;
}

function labels(all, square) {
    return all.filter((piece) => piece.square === square).map((piece) => `, ${piece.label}`).join("");
}

function describe(square, more) {
    if (more) described.add(square);
    else described.delete(square);
    document.getElementById(square).setAttribute("aria-label", `${square}, ${colorName(square)}${more}`);
}

function mark(id, square, reach = 0) {
    const shape = document.getElementById(id);
    shape.hidden = !square;
    if (square) shape.style.gridArea = area(square, reach);
}

function press(event) {
    if (event.button !== 0) return;
    const square = squareAt(event, 0);
    if (!square) return;
    frame.setPointerCapture(event.pointerId);
    aim(square);
    showLoupe(square, event, event.pointerType === "mouse");
}

function drag(event) {
    if (!frame.hasPointerCapture(event.pointerId)) return;
    const square = squareAt(event, STICK);
    if (square && square !== aimed) aim(square);
    if (aimed) showLoupe(aimed, event, event.pointerType === "mouse");
}

// The square under the pointer. The aimed one holds on to it until the pointer is `stick` past its edge.
function squareAt(event, stick) {
    const [first, last] = ["A1", "P30"].map((id) => document.getElementById(id).getBoundingClientRect());
    const x = (event.clientX - first.left) / first.width;
    const y = (event.clientY - first.top) / first.height;
    if (!stick && (x < 0 || y < 0 || event.clientX > last.right || event.clientY > last.bottom)) return null;
    let [row, column] = portrait.matches ? [x, y] : [y, x];
    if (stick && aimed) {
        const now = place(aimed);
        const near = (value, at) => value > at - stick && value < at + 1 + stick;
        if (near(row, now.row)) row = now.row;
        if (near(column, now.column)) column = now.column;
    }
    const within = (value, most) => Math.min(most - 1, Math.max(0, Math.floor(value)));
    return name(within(row, ROWS), within(column, COLUMNS));
}

function overflows(label) {
    return label.scrollHeight > label.clientHeight + OVER || label.scrollWidth > label.clientWidth + OVER;
}

function measure() {
    const cell = document.getElementById("A1").getBoundingClientRect();
    const size = Math.max(13, Math.min(cell.width, cell.height) * 0.92);
    frame.style.setProperty("--piece", `${size.toFixed(1)}px`);
    frame.style.setProperty("--symbol", ((size * SYMBOL) / 40).toFixed(3)); // of 40 px
    frame.classList.toggle("tight", cell.height < 12 || cell.width < 14);
    const labels = [...frame.querySelectorAll(".line:first-child b:last-child, .line:nth-child(2) b")];
    frame.classList.toggle("crowded", labels.some(overflows));
}
