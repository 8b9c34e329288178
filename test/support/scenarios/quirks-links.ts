/** Quirks of connecting, of frames and of the ends of links. */
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "node:tls";
import type { StationsAnswer } from "../../../src/console/contract.ts";
import { getJson, linksOf, searchAll } from "../api.ts";
import { encodeFrame } from "../frames.ts";
import { dialRaw, requestHead } from "../raw-peers.ts";
import { patience, type Stage } from "../stage.ts";
import { until } from "../until.ts";
import { dialRawStation, linkScenarios } from "./link.ts";
import { expectEqual, type Quirk } from "./quirk.ts";
import { boot16, booted2, booted16 } from "./scenario.ts";

const mask = [1, 2, 3, 4];

async function refused(stage: Stage, target: string, headers: readonly string[], status: string) {
  const station = await dialRaw(stage.port);
  station.send(requestHead(target, headers));
  await station.sees(`HTTP/1.1 ${status}`);
}

/** What the CSMS was asked for, byte by byte. */
async function headAt({ rawCsms }: Stage, id: string): Promise<string> {
  const find = () => rawCsms.legs.find((leg) => leg.text().includes(id));
  await until(() => find() !== undefined, `${id} at the CSMS`);
  return find()?.text() ?? "";
}

async function versionsOf(stage: Stage, id: string, messages: number) {
  const search = () => stage.ask((url) => searchAll(url, `station:${id}`));
  let found = await search();
  await until(
    async () => {
      found = await search();
      return found.length >= messages;
    },
    `${messages} messages of ${id}`,
    ...patience,
  );
  return found.map(({ ocppVersion }) => ocppVersion);
}

async function tlsClient(stage: Stage, options: object): Promise<void> {
  const socket = connect({ port: stage.tlsPort, host: "127.0.0.1", ...options });
  socket.on("error", () => undefined);
  await until(() => socket.destroyed, "the handshake to fail");
}

function actOf(rule: string): (stage: Stage, id: string) => Promise<void> {
  const scenario = linkScenarios[rule];
  if (scenario === undefined || !("act" in scenario)) throw new Error(`${rule} is no act`);
  return scenario.act;
}

export const linkQuirks: readonly Quirk[] = [
  {
    ...{ number: 1, title: "no subprotocol at all, accepted" },
    open: { version: null },
    live: booted16,
    also: async (_link, stage, id) =>
      expectEqual(await versionsOf(stage, id, 2), ["1.6", "1.6"], "the version of its payloads"),
    found: [{ rule: "subprotocol-missing", side: "station" }],
  },
  {
    ...{ number: 1, title: "no subprotocol at all, refused" },
    act: (stage, id) => refused(stage, `/refusing/${id}?status=400`, [], "400"),
    found: [
      { rule: "handshake-refused", side: "station", says: ["400", "offered no subprotocol"] },
      { rule: "subprotocol-missing", side: "station", says: ["400"] },
    ],
  },
  {
    ...{ number: 2, title: "a malformed list of subprotocols" },
    async act(stage, id) {
      await dialRawStation(stage, id, ["Sec-WebSocket-Protocol: ,ocpp2.0.1"]);
      const isRaw = (await headAt(stage, id)).includes(
        "\r\nSec-WebSocket-Protocol: ,ocpp2.0.1\r\n",
      );
      expectEqual(isRaw, true, "the offer as it came");
    },
    found: [{ rule: "subprotocol-malformed", side: "station" }],
  },
  {
    ...{ number: 3, title: "versions tried one after the other" },
    async act(stage, id) {
      const first = await stage.open(id);
      await first.tell(booted16);
      await first.close();
      const second = await stage.open(id, { version: "2.0.1" });
      await second.tell(booted2);
      const versions = (await versionsOf(stage, id, 4)).sort();
      expectEqual(versions, ["1.6", "1.6", "2.0.1", "2.0.1"], "the version of each link");
    },
    found: [],
  },
  {
    ...{ number: 4, title: "no Connection header, which is not added" },
    async act(stage, id) {
      const offer = ["Sec-WebSocket-Protocol: ocpp1.6"];
      const head = requestHead(`/refusing/${id}`, offer).replace("Connection: Upgrade\r\n", "");
      const station = await dialRaw(stage.port);
      station.send(head);
      await station.sees("HTTP/1.1 426 ");
    },
    found: [
      {
        ...{ rule: "handshake-refused", side: "station" },
        says: ["426 Upgrade Required", "Upgrade headers", "ocpp1.6"],
      },
    ],
  },
  {
    ...{ number: 4, title: "a full URL in the request line" },
    async act(stage, id) {
      const station = await dialRaw(stage.port);
      const offer = ["Sec-WebSocket-Protocol: ocpp1.6"];
      station.send(requestHead(`http://127.0.0.1:${stage.port}/raw/${id}`, offer));
      await station.sees("101 Switching Protocols");
    },
    found: [{ rule: "path-irregular", side: "station", says: ["http://127.0.0.1:", "slash"] }],
  },
  ...(
    [
      ["//ID", "slashes in a row"],
      ["/ID/", "ends with a slash"],
      ["/%49D", "percent-encoded"],
      ["/ID%20x", "%20x"],
    ] as const
  ).map(([tail, value]): Quirk => {
    const path = (id: string) =>
      `/ocpp${tail.replace("ID", id).replace("%49D", `%51${id.slice(1)}`)}`;
    return {
      ...{ number: 5, title: `the path ${tail}` },
      async act(stage, id) {
        await stage.open(id, { path: path(id) });
        const wanted = path(id);
        const urls = [...stage.requests.values()].flat().map(({ url }) => url);
        expectEqual(urls.includes(wanted), true, `${wanted} at the CSMS`);
      },
      // The identity is what a peer makes of the path, and not always the same.
      found: [{ rule: "path-irregular", side: "station", says: [value], isNameless: true }],
    };
  }),
  {
    ...{ number: 18, title: "pings and pongs go end to end with their content" },
    live: booted16,
    async also({ station, csms }) {
      const pinged = once(csms, "ping");
      const answered = once(station, "pong");
      station.ping("from the station");
      expectEqual(String((await pinged)[0]), "from the station", "ping at the CSMS");
      expectEqual(String((await answered)[0]), "from the station", "pong at the station");
      const back = once(csms, "pong");
      csms.ping("from the CSMS");
      expectEqual(String((await back)[0]), "from the CSMS", "pong at the CSMS");
    },
    found: [],
  },
  {
    ...{ number: 18, title: "pings are ignored" },
    act: actOf("ping-unanswered"),
    found: [{ rule: "ping-unanswered", side: "station" }],
  },
  {
    ...{ number: 19, title: "the CSMS refuses a redial while a ghost is open" },
    async act(stage, id) {
      // It never says a word again, as after a loss of power.
      await stage.open(id, { path: `/jealous/${id}`, isSilent: true });
      await stage.open(id, { path: `/jealous/${id}`, isSilent: true });
      const links = () => stage.ask((url) => linksOf(url, id));
      await until(async () => (await links()).length === 2, "both links", ...patience);
    },
    found: [{ rule: "link-duplicate", side: "station", says: ["ocpptap closed the older one"] }],
  },
  {
    ...{ number: 20, title: "compressed frames without an agreement" },
    async act(stage, id) {
      const station = await dialRawStation(stage, id);
      const frame = encodeFrame('[2,"1","Heartbeat",{}]', { mask, reservedBits: 4 });
      station.send(frame);
      const find = () => stage.rawCsms.legs.find((leg) => leg.text().includes(id));
      await until(() => find()?.received().includes(frame) === true, "the frame as it was sent");
      expectEqual(station.closed(), false, "closed");
    },
    found: [{ rule: "frame-illegal", side: "station", says: ["compress"] }],
  },
  {
    ...{ number: 21, title: "a graceful close is passed on with its code and reason" },
    async act(stage, id) {
      const { station, csms, tell } = await stage.open(id);
      await tell(booted16);
      const closed = once(station, "close");
      csms.close(1012, "service restart");
      const [code, reason] = await closed;
      expectEqual([code, String(reason)], [1012, "service restart"], "the close");
      const isGone = async () => {
        const { body } = await stage.ask((url) => getJson<StationsAnswer>(`${url}/api/stations`));
        return body.stations.some(({ stationId, connected }) => stationId === id && !connected);
      };
      await until(isGone, "the station to be shown as not connected", ...patience);
    },
    found: [],
  },
  {
    ...{ number: 22, title: "the station is gone after a valid message" },
    act: actOf("drop-after-message"),
    found: [{ rule: "drop-after-message", side: "station", says: ["GetConfiguration"] }],
  },
  {
    ...{ number: 27, title: "Basic credentials arrive byte for byte and are never told" },
    async act(stage, id) {
      const secret = "0123456789abcdef-ß:\u0001";
      const { tell } = await stage.open(id, { auth: `${id}:${secret}` });
      await tell(booted16);
      const wanted = `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
      const sent = stage.requests.get(id)?.[0]?.headers.authorization;
      expectEqual(sent, wanted, "the header at the CSMS");
      await versionsOf(stage, id, 2);
      const spool = await readdir(join(stage.data, "spool"));
      const segments = spool.map((name) =>
        readFile(join(stage.data, "spool", name)).catch(() => ""),
      );
      const kept = [...(await Promise.all(segments)).map(String), JSON.stringify(stage.served.log)];
      const links = JSON.stringify(await stage.ask((url) => linksOf(url, id)));
      for (const text of [...kept, links]) {
        for (const part of [secret, wanted.slice(6), "0123456789abcdef"]) {
          if (part !== "" && text.includes(part)) throw new Error(`${part} was kept`);
        }
      }
    },
    found: [],
  },
  {
    ...{ number: 27, title: "a user that is not the identity" },
    act: (stage, id) => {
      const basic = Buffer.from("somebody:0123456789abcdef").toString("base64");
      const headers = ["Sec-WebSocket-Protocol: ocpp1.6", `Authorization: Basic ${basic}`];
      return refused(stage, `/refusing/${id}`, headers, "401");
    },
    found: [
      {
        ...{ rule: "handshake-refused", side: "station" },
        says: ["401", "user somebody", "identity"],
      },
    ],
  },
  {
    ...{ number: 28, title: "TLS on a plain port" },
    act: actOf("tls-on-plain-port"),
    found: [{ rule: "tls-on-plain-port", side: "station", isNameless: true }],
  },
  {
    ...{ number: 28, title: "TLS 1.0 only" },
    act: (stage) =>
      tlsClient(stage, {
        ...{ minVersion: "TLSv1", maxVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" },
        rejectUnauthorized: false,
      }),
    found: [
      {
        ...{ rule: "tls-failed", side: "station", isNameless: true },
        says: ["TLS versions"],
      },
    ],
  },
  {
    ...{ number: 32, title: "links that end after the same silence" },
    act: actOf("idle-close-cluster"),
    found: [{ rule: "idle-close-cluster", side: "network" }],
  },
  {
    ...{ number: 32, title: "a proxy on the way without upgrade headers" },
    act: (stage, id) =>
      refused(stage, `/refusing/${id}?status=426`, ["Sec-WebSocket-Protocol: ocpp1.6"], "426"),
    found: [
      {
        ...{ rule: "handshake-refused", side: "station" },
        says: ["426 Upgrade Required", "proxy"],
      },
    ],
  },
  {
    ...{ number: 34, title: "a message in fragments" },
    live: [boot16],
    async also({ station, csms }) {
      const arrived = once(csms, "message");
      station.send('[2,"f","DataTransfer",{"vendor', { fin: false });
      station.send('Id":"v","data":"', { fin: false });
      station.send(`${"x".repeat(20_000)}"}]`, { fin: true });
      const wanted = `[2,"f","DataTransfer",{"vendorId":"v","data":"${"x".repeat(20_000)}"}]`;
      expectEqual(String((await arrived)[0]), wanted, "the message at the CSMS");
    },
    found: [{ rule: "call-overlap", side: "station" }],
  },
];
