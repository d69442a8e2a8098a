// The side as a sheet: where it has no room beside the board, a button opens it as a dialog.

const side = document.getElementById("side");
const sheet = document.getElementById("side-dialog");

export function openSideSheet() {
    document.getElementById("open-side").addEventListener("click", () => {
        sheet.append(side);
        sheet.showModal();
    });
    sheet.addEventListener("close", () => document.getElementById("play").append(side));
    new ResizeObserver(([dock]) => {
        side.style.setProperty("--dock-height", `${dock.target.offsetHeight}px`);
    }).observe(document.getElementById("dock"));
}
