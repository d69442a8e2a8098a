// A color in words, by itself and beside its neighbors, for people who find colors hard to tell apart.

import { name, place } from "./squares.js";

const HUES = () => [
    [0, gettext("pink")], [29, gettext("red")], [58, gettext("orange")], [104, gettext("yellow")], [143, gettext("green")],
    [190, gettext("turquoise")], [262, gettext("blue")], [303, gettext("purple")], [360, gettext("pink")],
]; // degrees in OKLab
const GREY = 0.035; // a color with less chroma has no hue to speak of
const NEAR = 9; // degrees
const PAIRS = () => ({
    light: [gettext("lighter than %(square)s"), gettext("darker than %(square)s")],
    red: [gettext("more red than %(square)s"), gettext("more green than %(square)s")],
    yellow: [gettext("more yellow than %(square)s"), gettext("more blue than %(square)s")],
    strong: [gettext("stronger than %(square)s"), gettext("grayer than %(square)s")],
});

// "Light, between orange and yellow: lighter than I9, more green than H8, ..."
export function inWords(square) {
    return `${described(square)}: ${relatives(square)}`;
}

function described(square) {
    const color = oklab(square);
    const lights = [gettext("Very dark"), gettext("Dark"), gettext("Medium"), gettext("Light"), gettext("Very light")];
    const light = lights[[0.4, 0.52, 0.67, 0.82].filter((edge) => color.light > edge).length];
    return `${light}, ${hueOf(color)}`;
}

function relatives(square) {
    const { row, column } = place(square);
    const beside = [name(row - 1, column), name(row + 1, column), name(row, column - 1), name(row, column + 1)];
    return beside.filter(Boolean).map((other) => compared(square, other)).join(", ");
}

function hueOf({ red, yellow, strong }) {
    if (strong < GREY) return gettext("gray");
    const degrees = ((Math.atan2(yellow, red) * 180) / Math.PI + 360) % 360;
    const hues = HUES();
    const next = hues.findIndex(([at]) => at >= degrees);
    const [before, after] = [hues[Math.max(0, next - 1)], hues[next]];
    if (degrees - before[0] < NEAR) return before[1];
    if (after[0] - degrees < NEAR) return after[1];
    return interpolate(gettext("between %(one)s and %(other)s"), { one: before[1], other: after[1] }, true);
}

function compared(square, other) {
    const [here, there] = [oklab(square), oklab(other)];
    const pale = Math.min(here.strong, there.strong) < 2 * GREY;
    const sides = Object.entries(PAIRS()).filter(([side]) => side !== "strong" || pale);
    const [side, words] = sides.reduce((a, b) => (gap(b[0], here, there) > gap(a[0], here, there) ? b : a));
    return interpolate(words[here[side] > there[side] ? 0 : 1], { square: other }, true);
}

function gap(side, here, there) {
    return Math.abs(here[side] - there[side]);
}

function oklab(square) {
    const shown = getComputedStyle(document.getElementById(square)).backgroundColor;
    const [r, g, b] = shown.match(/[\d.]+/g).map((value) => linear(value / 255));
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    const red = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
    const yellow = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
    const light = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
    return { light, red, yellow, strong: Math.hypot(red, yellow) };
}

function linear(value) {
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
