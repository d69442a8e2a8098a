// What the screen check has found, as this browser remembers it.

export const FOUND = "screen"; // in localStorage
export const LATER = "screen-later"; // there, when the check was offered and declined

export function keep(key, findings) {
    document.getElementById("check-offer")?.setAttribute("hidden", "");
    try {
        localStorage.setItem(key, findings.join(" "));
    } catch {
        // Then it is only said, and not remembered.
    }
}

export function recall(key) {
    try {
        return localStorage.getItem(key)?.split(" ");
    } catch {
        return null;
    }
}
