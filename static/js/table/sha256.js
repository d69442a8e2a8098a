// SHA-256 (FIPS 180-4). Browsers have their own, but on https and localhost only, and tables at home
// are mostly played over plain http.

const primes = firstPrimes(64);
const CONSTANTS = primes.map((prime) => fraction(Math.cbrt(prime)));
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));

// Returns the hash of a text in UTF-8, as 64 lowercase hexadecimal digits.
export function sha256(text) {
    const state = Uint32Array.from(START);
    const words = padded(new TextEncoder().encode(text));
    for (let at = 0; at < words.length; at += 16) compress(state, words.subarray(at, at + 16));
    return Array.from(state, (word) => word.toString(16).padStart(8, "0")).join("");
}

function firstPrimes(many) {
    const found = [];
    for (let number = 2; found.length < many; number++) {
        if (found.every((prime) => number % prime)) found.push(number);
    }
    return found;
}

// The first 32 bits behind the point.
function fraction(number) {
    return Math.floor((number - Math.floor(number)) * 2 ** 32);
}

// Blocks of 16 words: the bytes, a bit, zeros, and the number of bits in the last two words.
function padded(bytes) {
    const words = new Uint32Array(16 * Math.ceil((bytes.length + 9) / 64));
    bytes.forEach((byte, at) => (words[at >> 2] |= byte << (24 - 8 * (at % 4))));
    words[bytes.length >> 2] |= 0x80 << (24 - 8 * (bytes.length % 4));
    words[words.length - 1] = bytes.length * 8;
    return words;
}

function compress(state, block) {
    const w = new Uint32Array(64);
    w.set(block);
    for (let t = 16; t < 64; t++) {
        const early = turned(w[t - 15], 7) ^ turned(w[t - 15], 18) ^ (w[t - 15] >>> 3);
        const late = turned(w[t - 2], 17) ^ turned(w[t - 2], 19) ^ (w[t - 2] >>> 10);
        w[t] = w[t - 16] + early + w[t - 7] + late;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t++) {
        const mixed = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + CONSTANTS[t] + w[t];
        const more = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        [a, b, c, d, e, f, g, h] = [(mixed + more) | 0, a, b, c, (d + mixed) | 0, e, f, g];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] += word));
}

function turned(word, bits) {
    return (word >>> bits) | (word << (32 - bits));
}
