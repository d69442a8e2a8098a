// The big screen before a game: who is there, as they come in, and how many more are needed.

import { element } from "../ui/element.js";

const list = document.getElementById("tv-players");
const needed = document.getElementById("tv-needed");

export function paintTvLobby({ players }) {
    if (!list) return;
    const ids = players.map(({ id }) => `tv-${id}`);
    for (const line of [...list.children]) if (!ids.includes(line.id)) line.remove();
    // Those who are there already stay, or they would pop in once more.
    list.append(...players.filter(({ id }) => !document.getElementById(`tv-${id}`)).map(line));
    const n = Number(list.dataset.least) - players.length;
    if (n > 0) needed.textContent = interpolate(ngettext("%(n)s more needed", "%(n)s more needed", n), { n }, true);
    else needed.textContent = gettext("The game shows here when it begins.");
}

function line({ id, name, symbol }) {
    const item = element("li");
    item.id = `tv-${id}`;
    item.append(element("span", symbol, "disc"), element("bdi", name));
    return item;
}
