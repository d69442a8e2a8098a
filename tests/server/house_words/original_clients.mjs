// Three original clients (y-websocket) at one text: they write, come late, go away, write meanwhile
// and come back. What is waited for has to happen by itself; what then is so is told as JSON.

import { readFileSync } from "node:fs";
import { Doc, WebsocketProvider } from "./vendor/y-websocket.js";

const { url, origin, cookies } = JSON.parse(readFileSync(0, "utf8"));

function open(name, cookie) {
    class Socket extends WebSocket {
        constructor(address, protocols) {
            super(address, { protocols, headers: { Cookie: cookie, Origin: origin } });
        }
    }
    const doc = new Doc();
    const options = { WebSocketPolyfill: Socket, disableBc: true };
    const provider = new WebsocketProvider(url, "words/", doc, options);
    // Clients repeat what they say of themselves every 15 s. Nothing here may be mended by that.
    clearInterval(provider.awareness._checkInterval);
    provider.awareness.setLocalStateField("user", { name });
    return { name, doc, provider, words: doc.getText("words") };
}

async function until(what, holds) {
    for (let tries = 0; tries < 1200; tries++) {
        if (holds()) return;
        await new Promise((done) => setTimeout(done, 50));
    }
    console.log(JSON.stringify({ missed: what }));
    process.exit(0);
}

function seenBy({ provider, doc }) {
    const states = [...provider.awareness.getStates()].filter(([client]) => client !== doc.clientID);
    return states.map(([, state]) => state.user.name).sort().join(" ");
}

const sees = (client, names) => until(`${client.name} sees: ${names}`, () => seenBy(client) === names);
const reads = (client, text) => until(`${client.name} reads: ${text}`, () => client.words.toString() === text);

const [maya, tom] = [open("Maya", cookies[0]), open("Tom", cookies[1])];
await sees(maya, "Tom");
await sees(tom, "Maya");
maya.words.insert(0, "one ");
await reads(tom, "one ");

const ana = open("Ana", cookies[2]);
await reads(ana, "one ");
await sees(ana, "Maya Tom");
await sees(maya, "Ana Tom");

for (const time of ["first", "second"]) {
    tom.provider.disconnect();
    await sees(maya, "Ana");
    await sees(ana, "Maya");
    const before = maya.words.toString();
    tom.words.insert(tom.words.length, `${time}-offline `);
    maya.words.insert(0, `${time}-meanwhile `);
    tom.provider.connect();
    const after = `${time}-meanwhile ${before}${time}-offline `;
    for (const client of [maya, tom, ana]) await reads(client, after);
    await sees(maya, "Ana Tom");
    await sees(ana, "Maya Tom");
    await sees(tom, "Ana Maya");
}

tom.provider.awareness.setLocalStateField("writing", true);
const writing = () => maya.provider.awareness.getStates().get(tom.doc.clientID)?.writing === true;
await until("Maya sees that Tom writes", writing);
console.log(JSON.stringify({ text: ana.words.toString() }));
process.exit(0);
