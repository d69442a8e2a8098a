// A question before something is done: a dialog of the page's own, in which Enter says yes and
// Escape no; the focus then returns to where it was.

const dialog = document.getElementById("ask");

document.addEventListener("htmx:confirm", async (event) => {
    const { question, triggeringEvent, issueRequest } = event.detail;
    if (!question || !dialog) return;
    event.preventDefault();
    const button = triggeringEvent?.submitter;
    if (!(await ask(question, button?.textContent.trim()))) return;
    button?.focus(); // Or htmx would forget which one it was.
    issueRequest(true);
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
