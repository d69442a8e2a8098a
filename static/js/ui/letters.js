// Holds the limit of a name while it is typed: in letters as people count them, not in code units.

const segments = Intl.Segmenter && new Intl.Segmenter();

document.addEventListener("input", ({ target, isComposing }) => {
    const most = Number(target.dataset.most);
    if (!most || isComposing) return;
    const kept = lettersOf(target.value).slice(0, most).join("");
    if (kept === target.value) return;
    const at = target.selectionStart;
    target.value = kept;
    target.setSelectionRange(at, at);
});

// Browsers of two years ago count code points.
function lettersOf(text) {
    return segments ? Array.from(segments.segment(text), ({ segment }) => segment) : [...text];
}
