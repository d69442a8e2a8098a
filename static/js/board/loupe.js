// The loupe: 7x7 squares round the aim, above the finger, always inside the screen.

import { around, colorName, paint } from "./squares.js";

const ABOVE = 44; // px between the finger and the loupe
const loupe = document.getElementById("loupe");
const grid = document.getElementById("loupe-grid");
const label = document.getElementById("loupe-name");

export function showLoupe(square, pointer, mouse) {
    if (mouse) return; // A mouse hides nothing: the preview beside the board is enough.
    if (!grid.childElementCount) {
        for (let i = 0; i < 49; i++) grid.append(document.createElement("i"));
    }
    around(square, 3).forEach((name, index) => paint(grid.children[index], name));
    label.textContent = `${square} · ${colorName(square)}`;
    loupe.hidden = false;
    const { width, height } = loupe.getBoundingClientRect();
    const room = { x: innerWidth - width - 4, y: innerHeight - height - 4 };
    let x = pointer.clientX - width / 2;
    let y = pointer.clientY - height - ABOVE;
    if (y < 4) {
        // No room above: beside the finger, on the side where there is more.
        y = pointer.clientY - height / 2;
        x = pointer.clientX > innerWidth / 2 ? pointer.clientX - width - ABOVE : pointer.clientX + ABOVE;
    }
    loupe.style.left = `${Math.max(4, Math.min(x, room.x))}px`;
    loupe.style.top = `${Math.max(4, Math.min(y, room.y))}px`;
}

export function hideLoupe() {
    loupe.hidden = true;
}
