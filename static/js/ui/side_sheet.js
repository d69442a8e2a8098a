// The side as a sheet: where it has no room beside the board, a button opens it as a dialog. What the
// screen has no room for, and is seldom used, comes along.

const side = document.getElementById("side");
const sheet = document.getElementById("side-dialog");
const SELDOM = ["mute", "in-words", "challenge"]; // ids of buttons

const row = document.createElement("p");
row.className = "row seldom";

let places = new Map(); // button -> what holds its place meanwhile

// `opened` is told whenever the sheet is opened.
export function openSideSheet(opened = () => {}) {
    document.getElementById("open-side").addEventListener("click", () => {
        sheet.append(side);
        document.getElementById("spectators")?.after(bringSeldom());
        sheet.showModal();
        opened();
    });
    sheet.addEventListener("close", () => {
        for (const [button, place] of places) place.replaceWith(button);
        places.clear();
        document.getElementById("play").append(side);
    });
    new ResizeObserver(([dock]) => {
        side.style.setProperty("--dock-height", `${dock.target.offsetHeight}px`);
    }).observe(document.getElementById("dock"));
}

function bringSeldom() {
    const here = SELDOM.map((id) => document.getElementById(id)).filter((button) => button && !button.checkVisibility());
    places = new Map(here.map((button) => [button, document.createComment(button.id)]));
    for (const [button, place] of places) button.replaceWith(place);
    row.replaceChildren(...here);
    return row;
}
