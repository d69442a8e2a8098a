// Steps through a replay by buttons, slider and keys; a key that something else needs is left to it.

const $ = (id) => document.getElementById(id);
const SCROLLING = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];
const KEYS = {
    ArrowLeft: "back",
    ArrowRight: "on",
    ArrowUp: "back",
    ArrowDown: "on",
    PageUp: "round-back",
    PageDown: "round-on",
    Home: "first",
    End: "last",
};

export function openStepper(game, at, show) {
    const go = (where) => show(destination(game, at(), where));
    $("at").max = game.steps.length - 1;
    $("at").addEventListener("input", () => show(Number($("at").value)));
    $("stepper").addEventListener("click", (event) => {
        const where = event.target.closest("[data-go]")?.dataset.go;
        if (where) go(where);
    });
    document.addEventListener("keydown", (event) => {
        const named = KEYS[event.key];
        if (!named || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("dialog, #grid")) return;
        if (event.target.closest("#side") && SCROLLING.includes(event.key)) return;
        event.preventDefault(); // Or the slider would step once more.
        go(event.shiftKey && event.key.startsWith("Arrow") ? `round-${named}` : named);
    });
}

export function paintStepper(game, at, says) {
    $("at").value = at;
    $("at").setAttribute("aria-valuetext", says);
    const last = game.steps.length - 1;
    for (const button of $("stepper").children) {
        // Not `disabled`: the focus would be lost in the middle of stepping.
        const idle = button.dataset.go.endsWith("back") ? at === 0 : at === last;
        button.setAttribute("aria-disabled", String(idle));
    }
}

// The step that a button or key leads to. One round back is first the start of the present one.
function destination(game, at, where) {
    const last = game.steps.length - 1;
    const starts = game.rounds.map((round) => round.first);
    switch (where) {
        case "back":
            return at - 1;
        case "on":
            return at + 1;
        case "round-back":
            return starts.findLast((first) => first < at) ?? 0;
        case "round-on":
            return starts.find((first) => first > at) ?? last;
        case "first":
            return 0;
        default:
            return last;
    }
}
