// Links to pass on: shared where the device can do that, copied elsewhere.

const SAID = 4000; // ms

export function openShareLinks() {
    document.addEventListener("click", ({ target }) => target.dataset?.share && share(target));
}

// `data-share` is the link, `data-text` goes with it; the field before the button holds both.
async function share(button) {
    const { share: url, text } = button.dataset;
    if (navigator.share) {
        await navigator.share({ title: document.title, text, url }).catch(() => {});
        return;
    }
    const field = button.previousElementSibling;
    const done = await navigator.clipboard?.writeText(field.value).then(() => true, () => false);
    // Without HTTPS there is no clipboard, but the old command may still work.
    field.hidden &&= Boolean(done);
    field.select();
    const copied = done || document.execCommand("copy");
    button.dataset.words ??= button.textContent;
    button.textContent = copied ? gettext("Copied") : gettext("Selected: please copy");
    setTimeout(() => (button.textContent = button.dataset.words), SAID);
}
