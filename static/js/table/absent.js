// What may be done about a player who is away, or a bot, and by whom; and how it is asked for.

const body = document.body;
const refusal = document.getElementById("refusal");
const seated = body.dataset.seated === "yes" && !body.dataset.socket.includes("tv=1");

export function openAbsent() {
    document.addEventListener("click", ({ target }) => {
        const { standIn, takeOver } = target.dataset || {};
        if (standIn) ask("stand_in", standIn);
        if (takeOver) ask("take_over", takeOver);
    });
}

export function acts(player, table) {
    return table.to_act.includes(player.seat) && !isOver(table);
}

// Anybody with a seat may continue without a player who has been away for long.
export function maySkip(player, table, you) {
    return player.skippable && !player.stand_in && acts(player, table) && isOther(player, you);
}

// They may let a bot play for that player, too; the host somewhat earlier.
export function mayStandIn(player, table, you) {
    const long = player.skippable || (player.away && you.host);
    return long && !player.bot && !player.stand_in && table.phase !== "over" && isOther(player, you);
}

// Who came after the start may take the seat of a bot.
export function mayPlayFor(player, table, you) {
    return player.bot && table.phase !== "over" && you.seat === null && seated;
}

function isOther(player, you) {
    return you.seat !== null && player.seat !== you.seat;
}

function isOver(table) {
    return ["scored", "over"].includes(table.phase);
}

async function ask(deed, player) {
    await htmx.ajax("POST", `/t/${body.dataset.code}/${deed}`, { target: refusal, values: { player } }).catch(() => {});
    refusal.hidden = !refusal.textContent;
}
