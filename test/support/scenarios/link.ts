/** Rules about connections: handshakes, frames, pings, ends. */
import { once } from "node:events";
import { limits } from "../../../src/base/limits.ts";
import { encodeFrame } from "../frames.ts";
import { dialRaw, type RawPeer, requestHead } from "../raw-peers.ts";
import { type Conversation, passes, patience, type Stage } from "../stage.ts";
import { until } from "../until.ts";
import { asks, booted16, type Scenarios, status16 } from "./scenario.ts";

/** The first bytes of a TLS handshake. */
const HELLO = Buffer.from("160301002c010000280303", "hex");
const mask = [1, 2, 3, 4];
const offer16 = ["Sec-WebSocket-Protocol: ocpp1.6"];

/** A station of bytes, connected to the CSMS that takes everything. */
export async function dialRawStation(
  stage: Stage,
  id: string,
  headers = offer16,
): Promise<RawPeer> {
  const station = await dialRaw(stage.port);
  station.send(requestHead(`/raw/${id}`, headers));
  await station.sees("101 Switching Protocols");
  return station;
}

async function refused({ port }: Stage, target: string): Promise<void> {
  const station = await dialRaw(port);
  station.send(requestHead(target, offer16));
  await station.sees("\r\n\r\n");
}

/** The TCP connection ends without a word of WebSocket. */
export async function drop({ station, csms }: Conversation): Promise<void> {
  station.terminate();
  await until(() => csms.readyState === csms.CLOSED, "the CSMS to see the end");
}

async function setFault(stage: Stage, name: string, fault: object): Promise<void> {
  const end = new Date(Date.now() + 600_000).toISOString();
  const body = JSON.stringify({ sender: "station", until: end, ...fault });
  const headers = { "content-type": "application/json" };
  const put = { method: "PUT", headers, body };
  const ask = (url: string) => fetch(`${url}/api/faults/${name}`, put);
  // By which route the station came is asked of the store, which is busy with all other stories.
  const isSet = async () => (await stage.ask(ask)).ok;
  await until(isSet, `the fault ${name} is set`, ...patience);
}

/** The relay hears of a fault a moment after it was set. */
async function untilFound(
  stage: Stage,
  [rule, id]: readonly [rule: string, id: string],
  say: (nth: number) => Promise<void>,
): Promise<void> {
  let nth = 0;
  const isFound = async () => {
    nth += 1;
    await say(nth);
    return (await stage.findings(rule, id)).length > 0;
  };
  await until(isFound, `${rule} is found`, ...patience);
}

export const linkScenarios: Scenarios = {
  "handshake-refused": {
    ...{ side: "station", evidence: 0 },
    says: ["401", "Unauthorized", "credentials"],
    act: (stage, id) => refused(stage, `/refusing/${id}`),
  },
  "csms-unreachable": {
    ...{ side: "csms", evidence: 0 },
    says: ["ws://127.0.0.1:", "ECONNREFUSED"],
    act: (stage, id) => refused(stage, `/closed/${id}`),
  },
  "tls-failed": {
    ...{ side: "csms", evidence: 0 },
    says: ["wss://127.0.0.1:", "UNABLE_"],
    act: (stage, id) => refused(stage, `/stranger/${id}`),
  },
  "fault-on-purpose": {
    ...{ side: "ours", says: ["slow-heartbeat", /held for \d+ ms/] },
    async act(stage, id) {
      const { tell } = await stage.open(id, { path: `/bench/${id}` });
      const does = { kind: "delay", ms: 20 };
      await setFault(stage, "slow-heartbeat", { station: id, action: "Heartbeat", does });
      await untilFound(stage, ["fault-on-purpose", id], (nth) =>
        tell([`> [2,"${nth}","Heartbeat",{}]`, `< [3,"${nth}",{"currentTime":"{t}"}]`]),
      );
    },
  },
  "message-put-in": {
    ...{ side: "ours", says: ["fault own-answer", "the CSMS did not send it"] },
    async act(stage, id) {
      const { station } = await stage.open(id, { path: `/bench/${id}` });
      const does = { kind: "answer", result: { status: "Rejected" } };
      await setFault(stage, "own-answer", { station: id, does });
      await untilFound(stage, ["message-put-in", id], async (nth) =>
        station.send(`[2,"${nth}","DataTransfer",{"vendorId":"Acme"}]`),
      );
    },
  },
  "certificate-expiring": {
    ...{ side: "station", evidence: 0 },
    says: ["CN=ocpptap test", "1 day,"],
    async act(stage, id) {
      await (await stage.open(id, { isCertified: true })).close();
    },
  },
  "tls-on-plain-port": {
    ...{ side: "station", evidence: 0, isNameless: true },
    says: ["127.0.0.1", "TLS handshake"],
    async act({ port }) {
      const station = await dialRaw(port);
      station.send(HELLO);
      await until(station.ended, "the connection to end");
    },
  },
  "plain-on-tls-port": {
    ...{ side: "station", evidence: 0, isNameless: true },
    says: ["127.0.0.1", "plain HTTP"],
    async act({ tlsPort }) {
      const station = await dialRaw(tlsPort);
      station.send(requestHead("/ocpp/X"));
      await until(() => station.ended() || station.closed(), "the connection to end");
    },
  },
  "message-empty": {
    side: "station",
    says: ["without any content"],
    live: ["> "],
  },
  "message-binary": {
    side: "station",
    says: ["22 bytes", "binary"],
    async act(stage, id) {
      const { station, csms } = await stage.open(id);
      const arrived = once(csms, "message");
      station.send(Buffer.from('[2,"1","Heartbeat",{}]'));
      await arrived;
    },
  },
  "message-oversized": {
    side: "station",
    says: ["DataTransfer", "68.4 KiB", "64 KiB"],
    live: [`> [2,"1","DataTransfer",{"vendorId":"v","data":"${"x".repeat(70_000)}"}]`],
  },
  "subprotocol-missing": {
    ...{ side: "station", evidence: 0 },
    says: ["OCPP version", "CSMS accepted"],
    act: async (stage, id) => void (await stage.open(id, { version: null })),
  },
  "subprotocol-malformed": {
    ...{ side: "station", evidence: 0 },
    says: [",ocpp2.0.1", "item 1 of 2"],
    async act(stage, id) {
      await dialRawStation(stage, id, ["Sec-WebSocket-Protocol: ,ocpp2.0.1"]);
    },
  },
  "subprotocol-mismatch": {
    ...{ side: "csms", evidence: 0 },
    says: ["ocpp1.6", "none of them"],
    act: async (stage, id) => void (await dialRawStation(stage, id)),
  },
  "path-irregular": {
    ...{ side: "station", evidence: 0 },
    says: ["/ocpp/path-irregular/", "slash"],
    act: async (stage, id) => void (await stage.open(id, { path: `/ocpp/${id}/` })),
  },
  "link-closed-abnormally": {
    side: "station",
    says: ["The station", "TCP connection", /\d m?s/],
    async act(stage, id) {
      const link = await stage.open(id);
      await link.tell(status16("1", "Available"));
      await drop(link);
    },
  },
  "frame-illegal": {
    ...{ side: "station", evidence: 0 },
    says: ["reserved bits 100 on opcode 1", "compress"],
    async act(stage, id) {
      const station = await dialRawStation(stage, id);
      station.send(encodeFrame('[2,"1","Heartbeat",{}]', { mask, reservedBits: 4 }));
    },
  },
  "stream-unreadable": {
    ...{ side: "station", evidence: 0 },
    says: ["the station", "relayed but not recorded", "frame length beyond 2^53"],
    async act(stage, id) {
      const station = await dialRawStation(stage, id);
      station.send(Buffer.from("82ffffffffffffffffff01020304", "hex"));
    },
  },
  "rules-overdue": {
    ...{ side: "ours", says: [/of 5600\d+ bytes: \d+ rules? (was|were) not asked/] },
    // Half a second of work; the stage gives it a tenth of that.
    live: [
      `> [2,"1","DataTransfer",{"vendorId":"v","data":[${"null,".repeat(1_000_000)}${"{},".repeat(200_000)}{}]}]`,
    ],
  },
  "control-frame-flood": {
    ...{ side: "station", evidence: 0 },
    says: ["The station", /: 4\d frames/],
    async act(stage, id) {
      const { station, close } = await stage.open(id);
      for (let n = 0; n < limits.controlFramesPerMinute + 40; n += 1) station.ping();
      await close();
    },
  },
  "link-duplicate": {
    ...{ side: "station", evidence: 0 },
    says: ["two links", "ocpptap closed the older one"],
    async act(stage, id) {
      await stage.open(id);
      await stage.open(id);
    },
  },
  "link-flapping": {
    ...{ side: "station", evidence: 0 },
    says: ["5 links", /lasted .+, .+, .+, .+/],
    async act(stage, id) {
      for (let time = 0; time < 5; time += 1) await (await stage.open(id)).close();
    },
  },
  "ping-unanswered": {
    ...{ side: "station", evidence: 0 },
    says: ["1 ping", /10\.\d s/],
    async act(stage, id) {
      const link = await stage.open(id, { autoPong: false });
      const pinged = once(link.station, "ping");
      link.csms.ping("are you there?");
      await pinged;
      await passes(10_300);
      await link.close();
    },
  },
  "idle-close-cluster": {
    ...{ side: "network", evidence: 0 },
    says: ["3 links", /1[5-9]\.\d s/],
    async act(stage, id) {
      // One after the other would take three times as long; the rule looks at the silence of each.
      const paths = ["ocpp", "second", "third"].map((route) => `/${route}/${id}`);
      const links = await Promise.all(paths.map((path) => stage.open(id, { path })));
      await passes(15_200);
      for (const link of links) await drop(link);
    },
  },
  "command-burst": {
    side: "csms",
    evidence: 2,
    says: ["more than 25 calls", "Reset"],
    async act(stage, id) {
      const { station, csms, tell } = await stage.open(id);
      await tell(booted16);
      let received = 0;
      station.on("message", () => {
        received += 1;
      });
      for (let at = 0; at < 60; at += 1) csms.send(`[2,"${at}","Reset",{"type":"Soft"}]`);
      await until(() => received === 60, "all calls to arrive");
    },
  },
  "drop-after-message": {
    side: "station",
    says: ["GetConfiguration", "5 s", /\b2\b/, /\d m?s/],
    async act(stage, id) {
      for (let time = 0; time < 2; time += 1) {
        const link = await stage.open(id);
        await link.tell([...asks("c", "ClearCache", {}, { status: "Rejected" })]);
        await link.tell(['< [2,"g","GetConfiguration",{}]']);
        await drop(link);
      }
    },
  },
};
