// In the admin: the list of requests follows what happens, as long as somebody looks at it.

const EVERY = 3000; // ms

const rows = (page) => page.querySelector("#result_list tbody");

setInterval(look, EVERY);

async function look() {
    if (document.hidden) return;
    const answer = await fetch(location.href).catch(() => null); // the next look may find the server again
    if (!answer?.ok || answer.redirected) return; // signed out meanwhile
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
}

function show(page) {
    const [here, there] = [rows(document), rows(page)];
    if (!here !== !there) location.reload(); // what belongs to the table comes and goes with it
    if (!here || !there || here.shows === there.innerHTML) return;
    const first = here.shows === undefined;
    here.shows = there.innerHTML;
    if (first && texts(here) === texts(there)) return;
    const chosen = [...here.querySelectorAll(":checked")].map((box) => box.value);
    here.innerHTML = there.innerHTML;
    count(page);
    for (const box of here.querySelectorAll("input.action-select")) {
        box.checked = chosen.includes(box.value);
        box.dispatchEvent(new Event("change", { bubbles: true }));
    }
}

// Django's script counts the rows that are chosen, and of how many.
function count(page) {
    const [here, there] = [document, page].map((one) => one.querySelector(".action-counter"));
    if (!here || !there) return;
    here.dataset.actionsIcnt = there.dataset.actionsIcnt;
    window.Actions(document.querySelectorAll("tr input.action-select"));
}

function texts(list) {
    return [...list.rows].map((row) => row.textContent).join("\n");
}
