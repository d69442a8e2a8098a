// Squares by name: where they are, what their color is called, which way the board is turned.

const LETTERS = "ABCDEFGHIJKLMNOP";
export const ROWS = 16;
export const COLUMNS = 30;
export const ARROWS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };
export const portrait = matchMedia("(max-aspect-ratio: 85/100)");

export function name(row, column) {
    const there = row >= 0 && row < ROWS && column >= 0 && column < COLUMNS;
    return there ? LETTERS[row] + (column + 1) : null;
}

export function place(square) {
    return { row: LETTERS.indexOf(square[0]), column: Number(square.slice(1)) - 1 };
}

// Reads what people type: "H9", "h 9", "9H". Null for anything else.
export function parse(text) {
    const match = text.trim().toUpperCase().match(/^(?:([A-P])\s*-?(\d{1,2})|(\d{1,2})\s*-?([A-P]))$/);
    if (!match) return null;
    return name(LETTERS.indexOf(match[1] || match[4]), Number(match[2] || match[3]) - 1);
}

export function colorName(square) {
    return document.getElementById(square).dataset.color;
}

export function paint(element, square) {
    element.className = square ? `c-${square}` : "";
}

// One step on the screen, as rows and columns: in portrait the board is turned.
export function step(direction) {
    const across = { left: -1, right: 1, up: 0, down: 0 }[direction];
    const along = { up: -1, down: 1, left: 0, right: 0 }[direction];
    return portrait.matches ? { row: across, column: along } : { row: along, column: across };
}

export function moved(square, direction, by = 1) {
    const from = place(square);
    const one = step(direction);
    const row = Math.min(ROWS - 1, Math.max(0, from.row + one.row * by));
    const column = Math.min(COLUMNS - 1, Math.max(0, from.column + one.column * by));
    return name(row, column);
}

// The squares round one, `reach` each way, in the order in which they lie on the screen.
export function around(square, reach) {
    const { row, column } = place(square);
    const list = [];
    for (let y = -reach; y <= reach; y++) {
        for (let x = -reach; x <= reach; x++) {
            list.push(portrait.matches ? name(row + x, column + y) : name(row + y, column + x));
        }
    }
    return list;
}

// In moves of a chess king (Chebyshev), as pieces are scored.
export function distance(a, b) {
    const [from, to] = [place(a), place(b)];
    return Math.max(Math.abs(from.row - to.row), Math.abs(from.column - to.column));
}

// Where a block of squares lies in the board's CSS grid; line 1 holds the labels.
export function area(square, reach = 0) {
    const { row, column } = place(square);
    const rows = [Math.max(0, row - reach) + 2, Math.min(ROWS - 1, row + reach) + 3];
    const columns = [Math.max(0, column - reach) + 2, Math.min(COLUMNS - 1, column + reach) + 3];
    const [down, across] = portrait.matches ? [columns, rows] : [rows, columns];
    return `${down[0]} / ${across[0]} / ${down[1]} / ${across[1]}`;
}
