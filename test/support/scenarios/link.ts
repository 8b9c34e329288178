/** Rules about connections: handshakes, frames, pings, ends. */
import { once } from "node:events";
import { encodeFrame } from "../frames.ts";
import { dialRaw, type RawPeer, requestHead } from "../raw-peers.ts";
import { type Conversation, passes, type Stage } from "../stage.ts";
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

export const linkScenarios: Scenarios = {
  "handshake-refused": {
    ...{ side: "station", evidence: 0 },
    sentence: /^The CSMS refused the connection with 401 Unauthorized: .*sent no credentials\.$/,
    act: (stage, id) => refused(stage, `/refusing/${id}`),
  },
  "csms-unreachable": {
    ...{ side: "csms", evidence: 0 },
    sentence: /ws:\/\/127\.0\.0\.1:\d+\/.*: nothing listens on that address .*ECONNREFUSED/,
    act: (stage, id) => refused(stage, `/closed/${id}`),
  },
  "tls-failed": {
    ...{ side: "csms", evidence: 0 },
    sentence:
      /^The TLS handshake with the CSMS at wss:\/\/127\.0\.0\.1:\d+\/.* failed: .*certificate.* \(UNABLE_/,
    act: (stage, id) => refused(stage, `/stranger/${id}`),
  },
  "tls-on-plain-port": {
    ...{ side: "station", evidence: 0, isNameless: true },
    sentence: /^A connection from 127\.0\.0\.1 began with a TLS handshake, but this port speaks/,
    async act({ port }) {
      const station = await dialRaw(port);
      station.send(HELLO);
      await until(station.ended, "the connection to end");
    },
  },
  "plain-on-tls-port": {
    ...{ side: "station", evidence: 0, isNameless: true },
    sentence:
      /^A connection from 127\.0\.0\.1 began with plain HTTP, but this port speaks only TLS/,
    async act({ tlsPort }) {
      const station = await dialRaw(tlsPort);
      station.send(requestHead("/ocpp/X"));
      await until(() => station.ended() || station.closed(), "the connection to end");
    },
  },
  "message-empty": {
    side: "station",
    sentence: /^The station sent a message without any content\.$/,
    live: ["> "],
  },
  "message-binary": {
    side: "station",
    sentence: /^The station sent 22 bytes as a binary message; its content is a normal OCPP/,
    async act(stage, id) {
      const { station, csms } = await stage.open(id);
      const arrived = once(csms, "message");
      station.send(Buffer.from('[2,"1","Heartbeat",{}]'));
      await arrived;
    },
  },
  "message-oversized": {
    side: "station",
    sentence:
      /^The station sent DataTransfer of 68\.4 KiB; many peers accept no more than 64 KiB\.$/,
    live: [`> [2,"1","DataTransfer",{"vendorId":"v","data":"${"x".repeat(70_000)}"}]`],
  },
  "subprotocol-missing": {
    ...{ side: "station", evidence: 0 },
    sentence: /without saying which OCPP version it speaks\. The CSMS accepted it all the same\.$/,
    act: async (stage, id) => void (await stage.open(id, { version: null })),
  },
  "subprotocol-malformed": {
    ...{ side: "station", evidence: 0 },
    sentence: /^The station offered the subprotocols ",ocpp2\.0\.1": item 1 of 2 is empty\.$/,
    async act(stage, id) {
      await dialRawStation(stage, id, ["Sec-WebSocket-Protocol: ,ocpp2.0.1"]);
    },
  },
  "subprotocol-mismatch": {
    ...{ side: "csms", evidence: 0 },
    sentence: /^The station offered ocpp1\.6, and the CSMS accepted .* selected none of them\.$/,
    act: async (stage, id) => void (await dialRawStation(stage, id)),
  },
  "path-irregular": {
    ...{ side: "station", evidence: 0 },
    sentence: /^The station asked for "\/ocpp\/path-irregular\/": it ends with a slash\.$/,
    act: async (stage, id) => void (await stage.open(id, { path: `/ocpp/${id}/` })),
  },
  "link-closed-abnormally": {
    side: "station",
    sentence: /^The station ended the TCP connection without a Close frame, \d+ ms after the link/,
    async act(stage, id) {
      const link = await stage.open(id);
      await link.tell(status16("1", "Available"));
      await drop(link);
    },
  },
  "frame-illegal": {
    ...{ side: "station", evidence: 0 },
    sentence:
      /^The station broke the WebSocket protocol: reserved bits 100 on opcode 1, which says that it is comp/,
    async act(stage, id) {
      const station = await dialRawStation(stage, id);
      station.send(encodeFrame('[2,"1","Heartbeat",{}]', { mask, reservedBits: 4 }));
    },
  },
  "link-duplicate": {
    ...{ side: "station", evidence: 0 },
    sentence:
      /^The station had two links open at the same time; ocpptap closed the older one, which/,
    async act(stage, id) {
      await stage.open(id);
      await stage.open(id);
    },
  },
  "link-flapping": {
    ...{ side: "station", evidence: 0 },
    sentence: /^The station opened 5 links within \d.*; those before the last one lasted \d+ ms, /,
    async act(stage, id) {
      for (let time = 0; time < 5; time += 1) await (await stage.open(id)).close();
    },
  },
  "ping-unanswered": {
    ...{ side: "station", evidence: 0 },
    sentence:
      /^The station did not answer 1 ping of the CSMS before the link ended; .* 10\.\d s bef/,
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
    sentence:
      /^The station's last 3 links ended after almost the same time of silence, 15\.\d s to/,
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
    sentence: /^The CSMS sent more than 25 calls within a second, the last one of them Reset\.$/,
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
    sentence:
      /^The station dropped its link \d+ ms after GetConfiguration .* for the 2nd time, of 2/,
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
