// The board: squares, pieces, aim and marks. It knows squares, not rules.

import { element } from "../ui/element.js";
import { area, colorName, name, place, portrait, ROWS, COLUMNS } from "./squares.js";
import { hideLoupe, showLoupe } from "./loupe.js";

const frame = document.getElementById("board-frame");
const pieces = document.getElementById("pieces");
const MOST = 4; // discs drawn on one square; more become one disc with their number
const STICK = 0.2; // of a square: how far past its edge a drag must go before the aim moves

let aimed = null;
let shown = { pieces: [], marks: {} };
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

// Draws `pieces` ({square, symbol, label, pending}) and `marks` ({target, frame}).
export function paintBoard(next) {
    for (const piece of shown.pieces) describe(piece.square, "");
    shown = next;
    pieces.replaceChildren();
    for (const square of new Set(next.pieces.map((piece) => piece.square))) {
        const here = next.pieces.filter((piece) => piece.square === square);
        if (here.length > MOST) pieces.append(disc(here[0], here.length));
        else pieces.append(...here.map((piece, index) => disc(piece, piece.symbol, here.length > 1 ? ` at-${index}` : "")));
        describe(square, here.map((piece) => `, ${piece.label}`).join(""));
    }
    mark("target-mark", next.marks.target);
    mark("frame-mark", next.marks.target, 1);
    mark("ring-mark", next.marks.target, 2);
    mark("aim-mark", aimed);
}

function disc({ square, pending }, text, where = "") {
    const made = element("span", text, `piece${where}${pending ? " pending" : ""}`);
    made.dataset.square = square;
    made.style.gridArea = area(square);
    return made;
}

function describe(square, more) {
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

function measure() {
    const cell = document.getElementById("A1").getBoundingClientRect();
    const size = Math.max(13, Math.min(cell.width, cell.height) * 0.92);
    frame.style.setProperty("--piece", `${size.toFixed(1)}px`);
    frame.classList.toggle("tight", cell.height < 12 || cell.width < 14);
}
