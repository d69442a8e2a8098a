// Whoever was denied may ask once more after a while: that is counted down, and then the button works.

let until = 0; // ms
let counted = null; // the line in which it is counted
let words = ""; // that stand there without a count

export function openAskAgain() {
    setInterval(count, 250);
    count();
}

function count() {
    const line = document.getElementById("ask-again");
    if (!line) return;
    if (line !== counted) {
        until = Date.now() + Number(line.dataset.seconds) * 1000;
        words = line.textContent;
    }
    counted = line;
    const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    line.textContent = seconds ? interpolate(gettext("You may ask once more in %(time)s."), { time }, true) : words;
    line.closest("form").querySelector("button").disabled = seconds > 0;
}
