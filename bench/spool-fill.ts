/**
 * Fills a spool as a relay would have left it: links that opened, and exchanges over them. For the
 * recorder's benchmark, which is about reading it.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { systemClock } from "../src/base/clock.ts";
import { newLinkId, parseStationId } from "../src/base/ids.ts";
import { configSchema } from "../src/config/schema.ts";
import { openSpoolDisk } from "../src/roles/privacy.ts";
import type { LinkOpened, MessageRecord, SpoolRecord, SpoolWriter } from "../src/spool/record.ts";
import { openSpoolWriter } from "../src/spool/writer.ts";
import { createSessionStation } from "./sessions.ts";

/** Bytes that may wait for the disk before the filling pauses. */
const PENDING_BYTES_MAX = 4 * 1024 * 1024;
/** Between two calls of one station: a busy one, as while it charges. */
const CALL_EVERY_US = 1_000_000;
/** Less than the time to the next station's call, so that records are in the order of time. */
const ANSWER_US = 900;

/** So many messages: half of them calls of stations, half their answers. */
export async function fillSpool(
  data: string,
  filling: { readonly messages: number; readonly links: number },
): Promise<void> {
  const config = configSchema.parse({ data });
  const writer = await openSpoolWriter(
    {
      ...config.spool,
      dir: join(data, "spool"),
      instance: config.instance,
      relayRun: randomUUID(),
    },
    {
      clock: systemClock,
      disk: await openSpoolDisk({ ...config, data }),
      observe: () => undefined,
    },
  );
  const links = Array.from({ length: filling.links }, () => newLinkId());
  const stepUs = Math.floor(CALL_EVERY_US / links.length);
  const startUs = systemClock.nowUs() - (filling.messages / 2 + links.length) * stepUs;
  const seqs = new Uint32Array(filling.links);
  for (const [n, linkId] of links.entries()) {
    const body = linkOpened(n);
    await append(writer, { kind: "link-opened", linkId, seq: 0, receivedAtUs: startUs, body });
  }
  const stations = links.map((_, station) => createSessionStation(station));
  for (let n = 0; n < filling.messages / 2; n += 1) {
    const link = n % links.length;
    const linkId = links[link];
    const station = stations[link];
    if (linkId === undefined || station === undefined) throw new Error("no link, no station");
    const seq = (seqs[link] ?? 0) + 1;
    seqs[link] = seq + 1;
    const receivedAtUs = startUs + n * stepUs;
    const { payload, answer } = station.next(receivedAtUs / 1000);
    await append(writer, messageOf("station", payload, { linkId, seq, receivedAtUs }));
    const answered = { linkId, seq: seq + 1, receivedAtUs: receivedAtUs + ANSWER_US };
    await append(writer, messageOf("csms", Buffer.from(answer), answered));
  }
  await writer.close();
}

async function append(writer: SpoolWriter, record: SpoolRecord): Promise<void> {
  if (!writer.append(record)) throw new Error("the spool had no room");
  if (writer.pendingBytes() < PENDING_BYTES_MAX) return;
  await new Promise<void>((resolve) => writer.whenWritten(resolve));
}

function messageOf(
  sender: MessageRecord["sender"],
  payload: Buffer,
  at: Pick<MessageRecord, "linkId" | "seq" | "receivedAtUs">,
): MessageRecord {
  return {
    kind: "message",
    ...at,
    sender,
    leg: "both",
    opcode: 1,
    isCompressed: false,
    isFragmented: false,
    isTruncated: false,
    payloadBytes: payload.length,
    wireBytes: payload.length,
    payload,
  };
}

function linkOpened(station: number): LinkOpened {
  return {
    stationId: parseStationId(`station-${station}`),
    instance: "ocpptap",
    route: "/ocpp/{station}",
    mode: "transparent",
    target: `/ocpp/station-${station}`,
    headers: [["Host", "127.0.0.1"]],
    upstreamUrl: `ws://127.0.0.1/ocpp/station-${station}`,
    remoteAddress: "127.0.0.1",
    remotePort: 40_000,
    tls: null,
    authorization: null,
    subprotocolHeader: "ocpp1.6",
    subprotocolsOffered: ["ocpp1.6"],
    requestMs: 1,
    answerMs: 1,
    subprotocol: "ocpp1.6",
    extensions: null,
    responseHeaders: [["Sec-WebSocket-Protocol", "ocpp1.6"]],
    supersedes: null,
  };
}
