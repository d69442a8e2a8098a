// The house words as one page has them: the document, its connection, the field, and who else writes.

import { Awareness, Doc } from "../../vendor/yjs.js";
import { bindField } from "./field.js";
import { openSync } from "./sync.js";

const WRITES = 3000; // ms after the last key for which one is said to be writing
const TOO_LONG = 4413;
const ANEW = 4409; // the server has begun a new document with the same text
const STATES = { saved: gettext("Saved"), saving: gettext("Saving…"), away: gettext("Reconnecting…") };

let shared = null; // { doc, awareness, sync, ready, over }
let field = null; // the one that is on the page
let release = () => {}; // lets go of it
let timer = 0;
let editor = null; // who changed it last
let notice = ""; // what went wrong: it stays until one writes again

// Shows the text in a field, which may have replaced an earlier one.
export function showWords(next) {
    if (next === field) return;
    release();
    release = () => {};
    field = next;
    editor ??= field.dataset.editor;
    shared ||= begin();
    if (shared.ready) bind();
    if (shared.over) shut();
}

function begin() {
    const doc = new Doc();
    const awareness = new Awareness(doc);
    awareness.setLocalState(null); // who only reads says nothing
    awareness.on("change", paintOthers);
    const mine = { doc, awareness, ready: false };
    mine.sync = openSync(field.dataset.socket, doc, awareness, {
        state: (state) => show(mine, state),
        refused: (code) => end(mine, code),
    });
    return mine;
}

function show(mine, state) {
    if (state === "saved" && !mine.ready) {
        mine.ready = true;
        bind();
    }
    if (mine.ready || state === "away") say(notice || STATES[state]);
}

function bind() {
    release = bindField(field, shared.doc.getText("words"), { typed, composing: shared.sync.hold });
    paintOthers();
}

function typed() {
    if (!shared.awareness.getLocalState()) shared.awareness.setLocalState({ writing: true });
    clearTimeout(timer);
    timer = setTimeout(() => shared.awareness.setLocalState(null), WRITES);
    editor = document.body.dataset.name;
    notice = "";
    paintOthers();
}

// The document is over. Where two have made the text too long together, what the server has kept counts.
function end(mine, code) {
    release();
    release = () => {};
    clearTimeout(timer);
    mine.awareness.destroy();
    mine.doc.destroy();
    if (code === TOO_LONG || code === ANEW) {
        field.value = field.defaultValue = "";
        if (code === TOO_LONG) notice = gettext("Together this was too long: your last change is not in it.");
        shared = begin();
        say(notice);
    } else {
        Object.assign(mine, { ready: false, over: true });
        notice = `${gettext("The server has closed the line")}. ${gettext("Please load the page again.")}`;
        shut();
    }
}

function shut() {
    field.readOnly = true;
    say(notice);
}

function paintOthers() {
    const users = [...(shared?.awareness.getStates() || [])].filter(([id]) => id !== shared.doc.clientID);
    const names = users.map(([, { user }]) => `${user.symbol} ${user.name}`);
    if (users.length) editor = users.at(-1)[1].user.name;
    const writing = ngettext("%(names)s is writing…", "%(names)s are writing…", names.length);
    const last = editor ? interpolate(gettext("Last changed by %(name)s"), { name: editor }, true) : "";
    part("words-who").textContent = names.length ? interpolate(writing, { names: names.join(", ") }, true) : last;
}

function say(words) {
    part("words-state").textContent = words;
}

// The field may be off the page for a while, together with what is below it.
function part(id) {
    return field.parentElement.querySelector(`#${id}`);
}
