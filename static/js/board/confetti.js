// Confetti for an exact hit: slips in the colors of the squares round it.

const SLIPS = 56;
const LASTS = 1500; // ms

export function confetti(layer, x, y, colors) {
    for (let number = 0; number < SLIPS; number++) {
        const slip = document.createElement("i");
        slip.className = `slip ${colors[number % colors.length]}`;
        slip.style.left = `${x}px`;
        slip.style.top = `${y}px`;
        layer.append(slip);
        throwSlip(slip).finished.then(() => slip.remove(), () => {});
    }
}

function throwSlip(slip) {
    const angle = Math.random() * 2 * Math.PI;
    const speed = 60 + Math.random() * 150;
    const across = Math.cos(angle) * speed;
    const up = Math.sin(angle) * speed - 90;
    const turn = (Math.random() - 0.5) * 1400;
    return slip.animate(
        [
            { transform: "none", opacity: 1 },
            { transform: `translate(${across}px, ${up}px) rotate(${turn / 2}deg)`, opacity: 1, offset: 0.35 },
            { transform: `translate(${across * 1.5}px, ${up + 320}px) rotate(${turn}deg)`, opacity: 0 },
        ],
        { duration: LASTS * (0.7 + Math.random() * 0.3), easing: "cubic-bezier(.1, .7, .5, 1)", fill: "both" },
    );
}
