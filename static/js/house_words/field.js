// Keeps a text field and the text of a Yjs document the same, without moving caret and selection; undo
// takes back one's own changes only.

import { UndoManager } from "../../vendor/yjs.js";

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g; // the server refuses them
const HIGH = /[\ud800-\udbff]$/, LOW = /^[\udc00-\udfff]/; // halves of one character

// Shows the text in the field until the function that it returns is called. `on.typed()` hears of
// one's own changes, `on.composing(true)` of an input method that puts characters together, and
// `on.composing(false)` that it is done: in between nothing else may change the text.
export function bindField(field, text, on) {
    const undo = new UndoManager(text, { trackedOrigins: new Set([field]) });
    const stop = new AbortController();
    const listen = (name, work) => field.addEventListener(name, work, { signal: stop.signal });

    const typed = differenceOf(field.defaultValue, field.value); // before the text was here
    const asItWas = text.toString() === field.defaultValue;
    if (typed) change(asItWas ? typed : { at: text.length, gone: 0, come: typed.come }, null);
    paint([]);

    function paint(delta) {
        const { selectionStart, selectionEnd, selectionDirection, scrollTop } = field;
        if (field.value === text.toString()) return;
        field.value = text.toString();
        // Who is not in the field has no caret to keep, and would be pulled there.
        const caret = [moved(selectionStart, delta), moved(selectionEnd, delta), selectionDirection];
        if (document.activeElement === field) field.setSelectionRange(...caret);
        field.scrollTop = scrollTop;
    }

    function change({ at, gone, come }, origin) {
        text.doc.transact(() => {
            if (gone) text.delete(at, gone);
            if (come) text.insert(at, come);
        }, origin);
        on.typed();
    }

    function observe({ delta }, { origin }) {
        if (origin !== field) paint(delta);
    }

    function input() {
        const clean = field.value.replace(UNSEEN, "");
        const caret = field.selectionEnd - (field.value.length - clean.length);
        if (clean !== field.value) {
            field.value = clean;
            field.setSelectionRange(caret, caret);
        }
        const difference = differenceOf(text.toString(), clean, caret);
        if (difference) change(difference, field);
    }

    function step(event, which) {
        event.preventDefault();
        undo[which]();
        on.typed();
    }

    text.observe(observe);
    listen("input", input);
    listen("compositionstart", () => on.composing(true));
    listen("compositionend", () => on.composing(false));
    listen("beforeinput", (event) => {
        if (event.inputType.startsWith("history")) step(event, event.inputType.slice(7).toLowerCase());
    });
    listen("keydown", (event) => {
        const key = event.key.toLowerCase();
        if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
        if (key === "z" || key === "y") step(event, key === "z" && !event.shiftKey ? "undo" : "redo");
    });
    return () => {
        on.composing(false);
        stop.abort();
        text.unobserve(observe);
        undo.destroy();
    };
}

// Returns what was typed: `gone` UTF-16 units from `at` on were replaced by `come`. Where several
// places would do ("aa" became "aaa"), it is the one before the caret. Null if nothing was.
export function differenceOf(before, after, caret = after.length) {
    if (before === after) return null;
    const shorter = Math.min(before.length, after.length);
    const most = Math.min(shorter, after.length - caret);
    let end = 0, at = 0;
    while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
    while (at < shorter - end && before[at] === after[at]) at += 1;
    while (at + end < shorter && before.at(-1 - end) === after.at(-1 - end)) end += 1;
    // Never between the halves of a character.
    if (at > 0 && HIGH.test(before.slice(0, at))) at -= 1;
    if (end > 0 && LOW.test(before.slice(before.length - end))) end -= 1;
    return { at, gone: before.length - end - at, come: after.slice(at, after.length - end) };
}

// Returns where a caret is after others have changed the text.
export function moved(caret, delta) {
    let at = 0;
    for (const { retain = 0, insert = "", delete: gone = 0 } of delta) {
        at += retain;
        if (at >= caret) break;
        caret += insert.length - Math.min(gone, caret - at);
        at += insert.length;
    }
    return caret;
}
