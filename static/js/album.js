// The picture of a game: shared where the device can share files, downloaded where it cannot.

const link = document.getElementById("share");

async function start() {
    const probe = new File([], link.download, { type: "image/png" });
    if (!navigator.canShare?.({ files: [probe] })) return;
    // Fetched ahead: a device shares only what is at hand when the finger lifts.
    const answer = await fetch(link.href).catch(() => null);
    if (!answer?.ok) return;
    const file = new File([await answer.blob()], link.download, { type: "image/png" });
    link.textContent = gettext("Share picture");
    link.addEventListener("click", (event) => {
        event.preventDefault();
        share(file);
    });
}

async function share(file) {
    const about = { title: link.dataset.title, text: `${link.dataset.title}\n${location.href}` };
    await navigator.share({ ...about, files: [file] }).catch(() => {});
}

if (link) start();
