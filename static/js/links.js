// Links to pass on: shared where the device can, copied elsewhere.

export function openLinks() {
    document.addEventListener("click", share);
}

async function share({ target }) {
    const { share: url, text } = target.dataset || {};
    if (!url) return;
    if (navigator.share) {
        await navigator.share({ title: document.title, text, url }).catch(() => {});
        return;
    }
    target.previousElementSibling?.select?.();
    await navigator.clipboard?.writeText(text ? `${text}\n${url}` : url).catch(() => {});
    target.textContent = gettext("Copied");
}
