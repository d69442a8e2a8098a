// What this browser remembers from one visit to the next, if it is allowed to.

export function remember(key, text) {
    try {
        localStorage.setItem(key, text);
    } catch {
        // A browser that keeps nothing: then this lasts until the page is left.
    }
}

export function recall(key) {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}
