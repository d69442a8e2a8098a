// What this seat asks the server to do, one command at a time, and why one was refused.

import { repaintDock } from "../board/dock.js";
import { send } from "../net/game_socket.js";
import { say } from "../ui/announce.js";

const refusal = document.getElementById("refusal");

let asked = ""; // id of the command that is not answered yet
let version = -1; // of the view that is shown
let turn = ""; // while it is the same, a refusal is still worth reading

// Sends a command unless another is still unanswered: the second half of a double tap must not be
// refused.
export function act(message) {
    asked ||= tell(message);
}

// Sends a message that may follow another at once, such as chat.
export function tell(message) {
    refusal.hidden = true;
    return send(message);
}

export function hearView({ game, version: next, table, you }) {
    const { round, phase, clues, to_act } = table;
    const present = JSON.stringify([game, round, phase, clues, to_act, you]);
    if (present !== turn) refusal.hidden = true;
    turn = present;
    version = next;
    asked = "";
}

export function hearAnswer({ type, id, version: done, reason }) {
    // What is done shows in a view: until that is here, it could be asked for again.
    if (id === asked && !(done > version)) asked = "";
    if (type !== "refusal") return;
    repaintDock();
    refusal.textContent = reason;
    refusal.hidden = false;
    say(reason, true);
}
