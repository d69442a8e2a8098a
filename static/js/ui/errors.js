// Says what went wrong with a form or a button, until the next one works.

const BY_ITSELF = ["changed", "lobby_changed", "input", "referee"]; // events whose requests are repeated anyway

const box = document.createElement("p");
box.id = "failure";
box.setAttribute("role", "alert");
box.hidden = true;

for (const event of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(event, ({ detail }) => say(detail, gettext("This did not reach the server. Please try again.")));
}
document.addEventListener("htmx:responseError", ({ detail }) => {
    const ours = detail.xhr.status >= 500;
    say(detail, ours ? gettext("The server could not do this. Please try again.") : gettext("This did not work. Please load the page again."));
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful) box.hidden = true;
});

function say({ requestConfig: { triggeringEvent } }, words) {
    if (BY_ITSELF.includes(triggeringEvent?.type)) return;
    // Outside an open dialog it would be neither seen nor read.
    ([...document.querySelectorAll("dialog:modal")].pop() || document.body).append(box);
    box.hidden = false;
    box.textContent = words;
}
