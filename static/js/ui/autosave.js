// Fields that save themselves: one that is in use, or not saved yet, survives a swap around it.

const AGAIN = 3000; // ms until a save that did not reach the server is tried again

const unsaved = new Set(); // names

export function openAutosave() {
    document.addEventListener("htmx:beforeRequest", ({ detail }) => saves(detail) && unsaved.add(saves(detail)));
    document.addEventListener("htmx:afterRequest", ({ detail }) => {
        const name = saves(detail);
        if (detail.xhr.status > 0) unsaved.delete(name);
        else if (name) setTimeout(saveAgain, AGAIN, name);
    });
}

// Returns an answer as it is to be shown, with a mark on what stays as it is on the page.
export function keepFields(target, answer) {
    const fields = [...target.querySelectorAll("[data-field] :is(select, input:not([type=hidden]))")];
    const kept = fields.filter((field) => field === document.activeElement || isUnsaved(field));
    if (!kept.length) return answer;
    const page = new DOMParser().parseFromString(answer, "text/html");
    for (const field of kept) {
        const fresh = page.getElementById(field.id);
        if (!fresh) continue;
        if (!isUnsaved(field) && !isTyped(field)) take(field, fresh);
        fresh.setAttribute("hx-preserve", "");
    }
    return page.body.innerHTML;
}

function saves({ requestConfig: { verb, elt } }) {
    return verb === "post" && elt.dataset.field;
}

function isUnsaved(field) {
    return unsaved.has(field.closest("[data-field]").dataset.field);
}

function saveAgain(name) {
    const form = document.querySelector(`form[data-field="${name}"]`);
    if (form && unsaved.has(name)) htmx.trigger(form, "change");
}

// Typed in, but not left yet: the browser has told of no change.
function isTyped(field) {
    return field.matches("input:not([type=checkbox])") && field.value !== field.defaultValue;
}

function take(field, fresh) {
    if (field.type === "checkbox") field.checked = fresh.checked;
    else field.value = fresh.value;
    if (field.matches("input")) field.defaultValue = fresh.defaultValue;
}
