// The house rules in the lobby, edited together: the others see who is at which field.

const OFTEN = 700; // ms between two looks at where the focus is
const EVERY = 2500; // ms after which the others are told again
const SHOWN = 5000; // ms that what they were told holds

const editing = new Map(); // player -> { field, timer }
let people = new Map(); // player -> "▲ Ana"
let told = { field: "", at: 0 };

export function openSetup(mention) {
    setInterval(() => tell(mention), OFTEN);
    document.addEventListener("htmx:afterSwap", paint);
}

export function hearEditing({ player, field }) {
    clearTimeout(editing.get(player)?.timer);
    editing.delete(player);
    if (field) editing.set(player, { field, timer: setTimeout(() => editing.delete(player) && paint(), SHOWN) });
    paint();
}

export function paintEditors(players) {
    people = new Map(players.map(({ id, symbol, name }) => [id, `${symbol} ${name}`]));
    paint();
}

function tell(mention) {
    const field = document.hidden ? "" : document.activeElement.closest("[data-field]")?.dataset.field || "";
    if (field === told.field && (!field || Date.now() - told.at < EVERY)) return;
    told = { field, at: Date.now() };
    mention({ type: "edit", field });
}

function paint() {
    for (const line of document.querySelectorAll("[id^=editing-]")) {
        const here = [...editing].filter(([, { field }]) => line.id === `editing-${field}`);
        const names = here.map(([player]) => people.get(player)).filter(Boolean);
        const text = names.length ? interpolate(gettext("Editing: %(names)s"), { names: names.join(", ") }, true) : "";
        if (line.textContent !== text) line.textContent = text;
    }
}
