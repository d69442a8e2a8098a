// A question before something is done: a dialog of the page's own, in which Enter says yes and
// Escape no; the focus then returns to where it was.

const dialog = document.getElementById("ask");

let about = null; // the element that waits for the answer

// Returns what must stay on the page until its question is answered.
export function asking() {
    return about;
}

document.addEventListener("htmx:confirm", async (event) => {
    const { question, triggeringEvent, issueRequest } = event.detail;
    if (!question || !dialog) return;
    event.preventDefault();
    about = event.target;
    const button = triggeringEvent?.submitter;
    const agreed = await ask(question, button?.textContent.trim());
    if (agreed) {
        button?.focus(); // Or htmx would forget which one it was.
        issueRequest(true);
    }
    about = null;
});

export function ask(question, yes = gettext("Yes")) {
    document.getElementById("ask-text").textContent = question;
    document.getElementById("ask-yes").textContent = yes;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((done) => {
        dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
    });
}
