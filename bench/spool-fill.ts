/**
 * Fills a spool as a relay would have left it: links that opened, and exchanges over them. For the
 * recorder's benchmark, which is about reading it.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { systemClock } from "../src/base/clock.ts";
import { newLinkId, parseStationId } from "../src/base/ids.ts";
import { configSchema } from "../src/config/schema.ts";
import { realDisk } from "../src/spool/disk.ts";
import type { LinkOpened, MessageRecord, SpoolRecord, SpoolWriter } from "../src/spool/record.ts";
import { openSpoolWriter } from "../src/spool/writer.ts";
import { makeCalls } from "./calls.ts";

/** Bytes that may wait for the disk before the filling pauses. */
const PENDING_BYTES_MAX = 4 * 1024 * 1024;

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
    { clock: systemClock, disk: realDisk, observe: () => undefined },
  );
  const links = Array.from({ length: filling.links }, () => newLinkId());
  const seqs = new Uint32Array(filling.links);
  for (const [n, linkId] of links.entries()) {
    const receivedAtUs = systemClock.nowUs();
    const body = linkOpened(n);
    await append(writer, { kind: "link-opened", linkId, seq: 0, receivedAtUs, body });
  }
  const exchanges = makeExchanges();
  for (let n = 0; n < filling.messages / 2; n += 1) {
    const link = n % links.length;
    const linkId = links[link];
    const exchange = exchanges[n % exchanges.length];
    if (linkId === undefined || exchange === undefined) throw new Error("no link, no exchange");
    const seq = (seqs[link] ?? 0) + 1;
    seqs[link] = seq + 1;
    const at = { linkId, receivedAtUs: systemClock.nowUs() };
    await append(writer, messageOf("station", exchange.call, { ...at, seq }));
    await append(writer, messageOf("csms", exchange.answer, { ...at, seq: seq + 1 }));
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

function makeExchanges(): readonly { readonly call: Buffer; readonly answer: Buffer }[] {
  return makeCalls("timed").map(({ frame, payloadBytes, answer }) => ({
    call: unmasked(frame, payloadBytes),
    answer: Buffer.from(answer),
  }));
}

function unmasked(frame: Buffer, payloadBytes: number): Buffer {
  const start = frame.length - payloadBytes;
  const payload = Buffer.from(frame.subarray(start));
  for (let i = 0; i < payload.length; i += 1) {
    payload[i] = (payload[i] ?? 0) ^ (frame[start - 4 + (i & 3)] ?? 0);
  }
  return payload;
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
