// Keeps the house words the same here and on the server, by Yjs' own protocol: each side tells what
// it has and brings what the other lacks, so what is typed offline goes out on the next connection.

import {
    applyAwarenessUpdate, createDecoder, createEncoder, encodeAwarenessUpdate, mergeUpdates, readSyncMessage, readVarUint,
    readVarUint8Array, removeAwarenessStates, toUint8Array, writeSyncStep1, writeUpdate, writeVarUint, writeVarUint8Array,
} from "../../vendor/yjs.js";
import { openSocket } from "../net/socket.js";

const [SYNC, AWARENESS] = [0, 1]; // messages
const [STEP_1, STEP_2] = [0, 1]; // of SYNC
const THERE = "there"; // the origin of what the server has sent
const TOGETHER = 400; // ms in which what is typed becomes one message

// `on.state` hears "saved", "saving" or "away", `on.refused` the code of a refusal. `hold(true)` lets
// what comes wait until `hold(false)`.
export function openSync(path, doc, awareness, on) {
    let sending = 0; // timer
    let held = null; // frames that wait
    let unanswered = 0; // every step and every update is answered by a second step
    let changes = [];
    const socket = openSocket(path, { opened, heard, closed });
    const tell = () => on.state(!socket.isOpen() ? "away" : unanswered || changes.length ? "saving" : "saved");

    function opened() {
        unanswered = 0;
        changes = []; // the server asks for them
        send(SYNC, (frame) => writeSyncStep1(frame, doc));
        if (awareness.getLocalState()) present();
    }

    function send(kind, write) {
        const frame = createEncoder();
        writeVarUint(frame, kind);
        write(frame);
        socket.send(toUint8Array(frame));
        unanswered += kind === SYNC;
        tell();
    }

    function heard(data) {
        const frame = new Uint8Array(data);
        if (held) held.push(frame);
        else take(frame);
    }

    function take(frame) {
        const message = createDecoder(frame);
        const kind = readVarUint(message);
        if (kind === AWARENESS) applyAwarenessUpdate(awareness, readVarUint8Array(message), THERE);
        if (kind !== SYNC) return;
        const answer = createEncoder();
        writeVarUint(answer, SYNC);
        const step = readSyncMessage(message, answer, doc, THERE);
        if (step === STEP_1) socket.send(toUint8Array(answer));
        unanswered += (step === STEP_1) - (step === STEP_2);
        tell();
    }

    function closed(code, refused) {
        if (held) held = []; // they are asked for again
        const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
        removeAwarenessStates(awareness, others, THERE);
        if (refused) on.refused(code);
        else tell();
    }

    function changed(update, origin) {
        if (origin === THERE) return;
        changes.push(update);
        sending ||= setTimeout(push, TOGETHER);
        tell();
    }

    function push() {
        sending = 0;
        if (!socket.isOpen() || !changes.length) return;
        const update = mergeUpdates(changes);
        changes = [];
        send(SYNC, (frame) => writeUpdate(frame, update));
    }

    function present() {
        if (!socket.isOpen()) return;
        const state = encodeAwarenessUpdate(awareness, [awareness.clientID]);
        send(AWARENESS, (frame) => writeVarUint8Array(frame, state));
    }

    function hold(wait) {
        const frames = held || [];
        held = wait ? frames : null;
        if (!wait) frames.forEach(take);
    }

    doc.on("update", changed);
    addEventListener("pagehide", push);
    awareness.on("update", (_, origin) => origin === "local" && present());
    return { hold };
}
