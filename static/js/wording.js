// The sentences above and beside the board: the stage, the clue, and whom the table waits for.

const $ = (id) => document.getElementById(id);

export function stage(table) {
    const round = `Round ${table.round} of ${table.rounds}`;
    const step = {
        choosing: "picking a color",
        cluing: table.clue ? "2nd clue" : "1st clue",
        guessing: table.clue ? "2nd guess" : "1st guess",
        voting: "challenge",
        scored: "scored",
        over: "the end",
    }[table.phase];
    return `${round} · ${step}`;
}

// One sentence on what is going on, as this seat sees it.
export function sentence({ table, you }) {
    if (table.phase === "lobby") return "Lobby";
    if (table.paused) return "The host has paused the game";
    const giver = nameOf(table, table.giver);
    const mine = table.to_act.includes(you.seat);
    switch (table.phase) {
        case "choosing":
            return mine ? "Pick a color" : `${giver} is picking a color`;
        case "cluing":
            return mine ? "Your clue, please" : `Waiting for ${giver}’s ${table.clue ? "second " : ""}clue`;
        case "guessing":
        case "voting":
            if (mine) return table.phase === "voting" ? "Is the clue fair?" : "Your turn";
            return `Waiting for ${list(table.to_act.map((seat) => nameOf(table, seat)))}`;
        case "scored":
            return "The round is scored";
        default:
            return "The game is over";
    }
}

// What the key R reads: the stage, the clue, and whom the table waits for.
export function readState(view) {
    const clue = view.table.clues.length ? [`${$("clue-by").textContent}: ${$("clue-words").textContent}`] : [];
    return [stage(view.table), ...clue, sentence(view)].join(". ");
}

export function paintWords(view) {
    const { table, you } = view;
    const by = table.players.find((player) => player.seat === table.giver);
    $("clue-by").textContent = `${by?.symbol || ""} ${you.seat === table.giver ? "Your" : `${nameOf(table, table.giver)}’s`} clue`;
    const words = table.clues.map((clue) => bold(`“${clue}”`));
    const crossed = table.withdrawn.map((clue) => {
        const struck = document.createElement("s");
        struck.textContent = `“${clue}”`;
        return struck;
    });
    const parts = [...crossed, ...words].flatMap((part) => [part, " "]);
    $("clue-words").replaceChildren(...(parts.length ? parts : ["…"]));
    const acting = $("aim").hidden === false;
    const waits = ["choosing", "cluing", "guessing", "voting"].includes(table.phase);
    $("waiting").textContent = sentence(view);
    $("waiting").hidden = !waits || table.to_act.includes(you.seat) || (acting && table.phase === "guessing");
}

function bold(text) {
    const made = document.createElement("b");
    made.textContent = text;
    return made;
}

export function nameOf(table, seat) {
    return table.players.find((player) => player.seat === seat)?.name || `Seat ${seat + 1}`;
}

function list(names) {
    return names.length > 3 ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} others` : names.join(", ");
}
