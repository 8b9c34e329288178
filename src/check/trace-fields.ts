/**
 * The fields of a record in a trace → the message it holds, with what else it says. Total: what
 * cannot be read is an answer, with a sentence.
 *
 * Tools write such records under many names, so the common ones are known, in any case and with `_`
 * or `-` between words. `in` and `out` are the CSMS's view, as most of them are logs of a CSMS.
 */
import { type Leg, legs, type Sender } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import type { OcppVersion } from "../ocpp/versions.ts";

export type TraceRecord = {
  readonly payload: Buffer;
  /** The true size, where only the first bytes are here. */
  readonly payloadBytes: number;
  readonly isTruncated: boolean;
  /** Null where it does not say. */
  readonly sender: Sender | null;
  /** It said `in` or `out`, so the sender depends on whose log it is. */
  readonly isRelative: boolean;
  readonly atUs: number | null;
  readonly stationId: string | null;
  readonly linkKey: string | null;
  /** `both` where it does not say. */
  readonly leg: Leg;
  readonly version: OcppVersion | null;
  /** Its number on its link, where that is told. */
  readonly seq?: number;
  /** What was hidden of it as it was recorded; absent: nothing. */
  readonly redactions?: readonly string[];
};

/** Normalised names, the most telling first. */
const names = {
  time: ["receivedat", "timestamp", "time", "ts", "at", "datetime", "date", "createdat"],
  sender: ["sender", "direction", "dir", "from", "origin", "source"],
  station: [
    ...["stationid", "station", "chargepointid", "chargepoint", "chargingstationid"],
    ...["chargingstation", "chargeboxid", "chargerid", "charger", "cpid", "identity"],
  ],
  link: ["linkid", "connectionid", "sessionid"],
  version: ["ocppversion", "subprotocol", "protocol", "version"],
  payload: ["rawmessage", "raw", "frame", "message", "msg", "ocpp", "data", "payload", "content"],
  type: ["messagetypeid", "messagetype", "typeid", "type"],
  id: ["messageid", "uniqueid", "msgid", "id"],
  action: ["action"],
} as const satisfies Record<string, readonly string[]>;

const senderByWord: ReadonlyMap<string, Sender> = new Map([
  ...words("station", "station chargepoint chargingstation charger chargebox cp cs evse client"),
  ...words("station", "fromstation fromchargepoint fromcharger cptocsms stationtocsms"),
  ...words("station", "chargepointtocsms chargepointtocentralsystem tocsms"),
  ...words("csms", "csms centralsystem cpo cpms backend server central"),
  ...words("csms", "fromcsms fromcentralsystem csmstocp csmstostation tostation"),
  ...words("csms", "csmstochargepoint centralsystemtochargepoint tochargepoint tocharger"),
]);

/** As the CSMS sees it. */
const relativeByWord: ReadonlyMap<string, Sender> = new Map([
  ...words("station", "in incoming inbound received receive recv rx request up uplink"),
  ...words("csms", "out outgoing outbound sent send tx down downlink"),
]);

export function senderOf(text: string): Pick<TraceRecord, "sender" | "isRelative"> {
  const word = plain(text);
  const sender = senderByWord.get(word);
  if (sender !== undefined) return { sender, isRelative: false };
  const relative = relativeByWord.get(word) ?? null;
  return { sender: relative, isRelative: relative !== null };
}

function words(sender: Sender, text: string): [string, Sender][] {
  return text.split(" ").map((word) => [word, sender]);
}

export type Fields = ReadonlyMap<string, unknown>;

/** Whether a table with these columns holds messages. */
export function columnsKnown(columns: readonly string[]): boolean {
  const has = (wanted: readonly string[]) => columns.some((column) => wanted.includes(column));
  return columns.length > 1 && has(names.payload);
}

export function recordOf(told: Fields): TraceRecord | { readonly problem: string } {
  const fields = withMeta(told);
  const payload = payloadOf(fields);
  if (payload === null) {
    return { problem: `It has no message under any of the names ${names.payload.join(", ")}` };
  }
  const bytes = fields.get("payloadbytes");
  const [seq, redactions] = [fields.get("seq"), fields.get("redactions")];
  return {
    payload,
    payloadBytes: isSize(bytes) && bytes >= payload.length ? bytes : payload.length,
    isTruncated: fields.get("istruncated") === true,
    ...senderOf(textOf(first(fields, names.sender)) ?? ""),
    atUs: timeUs(first(fields, names.time)),
    stationId: textOf(first(fields, names.station) ?? idAlone(fields)),
    linkKey: textOf(first(fields, names.link)),
    leg: legOf(fields.get("leg")),
    version: parseVersion(textOf(first(fields, names.version)) ?? ""),
    ...(isSize(seq) && { seq }),
    ...(Array.isArray(redactions) && { redactions: redactions.map(String) }),
  };
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

/** Open OCPP Trace has no name for links and legs; ocpptap tells them under `meta`. */
function withMeta(fields: Fields): Fields {
  const meta = fields.get("meta");
  if (typeof meta !== "object" || meta === null) return fields;
  const told = new Map(Object.entries(meta).map(([name, value]) => [plain(name), value]));
  const known = ["linkid", "leg", "seq", "redactions"].filter(
    (name) => told.has(name) && !fields.has(name),
  );
  return new Map([...fields, ...known.map((name) => [name, told.get(name)] as const)]);
}

function legOf(value: unknown): Leg {
  return legs.find((leg) => leg === value) ?? "both";
}

/** Where the message is whole, an `id` beside it is the station's. */
function idAlone(fields: Fields): unknown {
  return names.type.some((name) => fields.has(name)) ? undefined : fields.get("id");
}

/** The frame as text or as an array; or its parts under their own names. */
function payloadOf(fields: Fields): Buffer | null {
  const values = names.payload.map((name) => fields.get(name));
  const frame = values.find(Array.isArray);
  if (frame !== undefined) return Buffer.from(JSON.stringify(frame));
  const texts = values.filter((value) => typeof value === "string");
  // Where there are several, one may be a log's prose.
  const text = texts.find((each) => each.trimStart().startsWith("[")) ?? texts[0];
  if (text !== undefined) {
    return Buffer.from(text, fields.get("payloadencoding") === "base64" ? "base64" : "utf8");
  }
  const type = typeNumber(first(fields, names.type));
  const id = first(fields, names.id);
  const body = values.find((part) => part !== undefined) ?? {};
  if (type === null || id === undefined) return null;
  const frames = {
    2: [2, id, first(fields, names.action), body],
    3: [3, id, body],
    4: [4, id, ...errorOf(fields.get("error"))],
  };
  return Buffer.from(JSON.stringify(frames[type]));
}

/** Code, description and details of a CALLERROR told in parts. */
function errorOf(error: unknown): readonly unknown[] {
  const parts = typeof error === "object" && error !== null ? Object.entries(error) : [];
  const { code, description, details } = Object.fromEntries(parts);
  return [code, description ?? "", details ?? {}];
}

function typeNumber(value: unknown): 2 | 3 | 4 | null {
  const word = typeof value === "string" ? plain(value) : String(value);
  if (word === "2" || word === "call" || word === "request") return 2;
  if (word === "3" || word === "callresult" || word === "response") return 3;
  return word === "4" || word === "callerror" ? 4 : null;
}

function first(fields: Fields, wanted: readonly string[]): unknown {
  for (const name of wanted) {
    const value = fields.get(name);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Station ids that are numbers are ids all the same. */
function textOf(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" ? value.slice(0, limits.columnCharsMax) : null;
}

export function plain(word: string): string {
  return word
    .slice(0, 100)
    .toLowerCase()
    .replace(/->|→/g, "to")
    .replace(/[^a-z0-9]/g, "");
}

export function parseVersion(text: string): OcppVersion | null {
  const digits = /^(?:ocpp)?[\s_-]*v?(1\.6|2\.0\.1|2\.1)(?:j|-j)?$/i.exec(text.trim())?.[1];
  return digits === "1.6" || digits === "2.0.1" || digits === "2.1" ? digits : null;
}

/** The year 2100: later is no time of a record. */
const US_MAX = 4_102_444_800_000_000;

/** ISO 8601 (UTC where no zone is given), or a number: s, ms, µs or ns since 1970 by its size. */
export function timeUs(value: unknown): number | null {
  const us = typeof value === "number" ? numberUs(value) : textUs(textOf(value) ?? "");
  return us !== null && us >= 0 && us < US_MAX ? us : null;
}

function textUs(text: string): number | null {
  if (/^\d{9,19}(\.\d+)?$/.test(text)) return numberUs(Number(text));
  const parts =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\s*(Z|[+-]\d\d:?\d\d)?$/i.exec(text);
  if (parts === null) return null;
  const [, date, clock, fraction = "", zone = "Z"] = parts;
  const offset = zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, "$1:$2");
  const ms = Date.parse(`${date}T${clock}.000${offset}`);
  return Number.isNaN(ms) ? null : ms * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

function numberUs(value: number): number | null {
  if (!Number.isFinite(value) || value < 1e8) return null;
  if (value < 1e11) return Math.round(value * 1e6);
  if (value < 1e14) return Math.round(value * 1e3);
  return value < 1e17 ? Math.round(value) : Math.round(value / 1e3);
}
