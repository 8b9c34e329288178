/**
 * Message rows as the recorder makes them, for the benchmarks of the engine: exchanges of a fleet of
 * OCPP 1.6 stations in the order of time, with the sizes and words that such a fleet sends. The same
 * for the same seed; every ten-thousandth exchange carries a word that can be searched for.
 */
import { parseLinkId, parseStationId } from "../src/base/ids.ts";
import { createRandom, type Random } from "../src/simulate/random.ts";
import type { MessageRow } from "../src/store/rows.ts";

export type RowsOptions = {
  readonly stations: number;
  readonly rows: number;
  readonly fromUs: number;
  readonly toUs: number;
};

export const RARE_EVERY = 10_000;

/** The word of the nth rare exchange. */
export function rareWord(nth: number): string {
  return `seal${(nth * 7_919 + 104_729).toString(36)}`;
}

export function stationName(number: number): string {
  return `CP-${String(number).padStart(5, "0")}`;
}

/** Pairs of call and answer. */
export function* makeRows(options: RowsOptions): Generator<MessageRow> {
  const random = createRandom("rows");
  const links = Array.from({ length: options.stations }, () => random.uuid());
  const seqs = new Uint32Array(options.stations);
  const exchanges = Math.floor(options.rows / 2);
  const stepUs = (options.toUs - options.fromUs) / exchanges;
  for (let n = 0; n < exchanges; n += 1) {
    const station = random.integer(0, options.stations - 1);
    const seq = (seqs[station] ?? 0) + 1;
    seqs[station] = seq + 1;
    const link = links[station] ?? "";
    yield* exchangeOf(
      { n, station, seq, link, atUs: Math.floor(options.fromUs + n * stepUs) },
      random,
    );
  }
}

type Place = {
  readonly n: number;
  readonly station: number;
  readonly seq: number;
  readonly link: string;
  readonly atUs: number;
};

function* exchangeOf(place: Place, random: Random): Generator<MessageRow> {
  const messageId = random.uuid();
  const { action, callPayload, answer, more } = callOf(place, random);
  const call = JSON.stringify([2, messageId, action, callPayload]);
  const latencyUs = random.integer(20_000, 400_000);
  yield { ...rowOf(place, "station", call), messageId, action, messageType: "call", ...more };
  const answerPlace = { ...place, seq: place.seq + 1, atUs: place.atUs + latencyUs };
  yield {
    ...rowOf(answerPlace, "csms", JSON.stringify([3, messageId, answer])),
    messageId,
    action,
    messageType: "callResult",
    requestSeq: place.seq,
    latencyUs,
    ...more,
  };
}

function rowOf(place: Place, sender: MessageRow["sender"], payload: string): MessageRow {
  const linkId = parseLinkId(place.link);
  if (linkId === null) throw new Error(`${place.link} is no link id`);
  return {
    receivedAtUs: place.atUs,
    instance: "bench",
    stationId: parseStationId(stationName(place.station)),
    linkId,
    seq: place.seq,
    sender,
    leg: "both",
    ocppVersion: "1.6",
    messageType: "call",
    messageId: "",
    action: "",
    payload,
    payloadEncoding: "utf8",
    payloadBytes: payload.length,
    wireBytes: payload.length + 8,
    isTruncated: false,
    requestSeq: null,
    latencyUs: null,
    errorCode: "",
    transactionId: "",
    connectorId: null,
    evseId: null,
    idToken: "",
    findings: [],
    ...{ fromLinkId: null, fromSeq: null, transport: "", redactions: [] },
  };
}

type MadeCall = {
  readonly action: string;
  readonly callPayload: object;
  readonly answer: object;
  readonly more: Partial<MessageRow>;
};

const INFOS = ["cable locked", "contactor open", "temperature high", "door closed"] as const;

function callOf({ n, atUs }: Place, random: Random): MadeCall {
  const timestamp = new Date(atUs / 1000).toISOString();
  const kind = random.integer(1, 100);
  if (n % RARE_EVERY === 0) {
    const data = `${rareWord(n / RARE_EVERY)} broken`;
    const callPayload = { vendorId: "com.example", messageId: "seal", data };
    return { action: "DataTransfer", callPayload, answer: { status: "Accepted" }, more: {} };
  }
  if (kind <= 25) {
    return { action: "Heartbeat", callPayload: {}, answer: { currentTime: timestamp }, more: {} };
  }
  const connectorId = random.integer(1, 2);
  if (kind <= 45) {
    const status = random.pick(["Available", "Preparing", "Charging", "Finishing"]);
    const isFaulted = random.integer(1, 500) === 1;
    const callPayload = {
      connectorId,
      errorCode: isFaulted ? "GroundFailure" : "NoError",
      info: random.pick(INFOS),
      status: isFaulted ? "Faulted" : status,
      timestamp,
      vendorId: "com.example.stations",
    };
    return { action: "StatusNotification", callPayload, answer: {}, more: { connectorId } };
  }
  if (kind <= 48) {
    const idTag = random.integer(0x1000_0000, 0xffff_ffff).toString(16).toUpperCase();
    const answer = { idTagInfo: { status: "Accepted" } };
    return { action: "Authorize", callPayload: { idTag }, answer, more: { idToken: idTag } };
  }
  const transactionId = 1_000_000 + Math.floor(n / 50);
  const callPayload = { connectorId, transactionId, meterValue: meterValue(timestamp, random) };
  const more = { connectorId, transactionId: String(transactionId) };
  return { action: "MeterValues", callPayload, answer: {}, more };
}

function meterValue(timestamp: string, random: Random): readonly object[] {
  const sample = (measurand: string, unit: string, value: number) => ({
    value: String(value),
    context: "Sample.Periodic",
    measurand,
    location: "Outlet",
    unit,
  });
  const sampledValue = [
    sample("Energy.Active.Import.Register", "Wh", random.integer(1, 9_000_000)),
    sample("Power.Active.Import", "W", random.integer(0, 22_000)),
    sample("Current.Import", "A", random.integer(0, 32)),
    sample("SoC", "Percent", random.integer(10, 100)),
  ];
  return [{ timestamp, sampledValue }];
}
