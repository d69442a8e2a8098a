// Makes an element with a text and a class.

export function element(kind, text = "", className = "") {
    const made = document.createElement(kind);
    made.textContent = text;
    if (className) made.className = className;
    return made;
}
