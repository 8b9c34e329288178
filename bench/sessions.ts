/**
 * What stations send that charge one car after the other, for the record benchmarks: OCPP 1.6 calls
 * that follow their schemas and each other (status, authorization, transaction, a meter that only
 * rises, the time of the moment), and the answers of a CSMS that agrees. Calls have 1.3 kB on
 * average. An id tells its call's kind, time and transaction, so that the CSMS need not read the
 * rest.
 */
import { crc32 } from "node:zlib";
import { type Call, maskedFrame } from "./calls.ts";

export type Said = { readonly payload: Buffer; readonly answer: string };

export type SessionStation = {
  /** Its next call, said at this moment. */
  readonly next: (atMs: number) => Said;
};

/** Kinds of calls by the first character of their ids. */
const BOOT = "B";
const HEARTBEAT = "H";
const AUTHORIZE = "A";
const START = "S";
const STOP = "E";
const EMPTY = "X";
const VENDOR = "D";

const kinds: ReadonlySet<string> = new Set([
  BOOT,
  HEARTBEAT,
  AUTHORIZE,
  START,
  STOP,
  EMPTY,
  VENDOR,
]);

export function isSessionId(id: string): boolean {
  return kinds.has(id.charAt(0));
}

/** The right answer to the call with this id. */
export function sessionAnswer(id: string): string {
  return `[3,"${id}",${answerBody(id)}]`;
}

function answerBody(id: string): string {
  const currentTime = () => new Date(Number(id.slice(2, 15))).toISOString();
  switch (id.charAt(0)) {
    case BOOT:
      return `{"currentTime":"${currentTime()}","interval":300,"status":"Accepted"}`;
    case HEARTBEAT:
      return `{"currentTime":"${currentTime()}"}`;
    case AUTHORIZE:
    case STOP:
      return '{"idTagInfo":{"status":"Accepted"}}';
    case START:
      return `{"idTagInfo":{"status":"Accepted"},"transactionId":${Number(id.slice(16, 25))}}`;
    case VENDOR:
      return '{"status":"Accepted"}';
    default:
      return "{}";
  }
}

/**
 * A session in steps: of a hundred calls 27 are heartbeats, 51 meter values of three sizes (1.6, 3.2
 * and 14 kB), the rest what begins and ends a transaction.
 */
const SESSION = [
  ...["preparing", "authorize", "start", "charging"],
  ...[
    "meter",
    "heartbeat",
    "meter",
    "long",
    "heartbeat",
    "meter",
    "meter",
    "suspended",
    "heartbeat",
  ],
  ...["charging", "meter", "long", "heartbeat", "meter", "heartbeat", "meter", "vendor", "meter"],
  ...["meter", "heartbeat", "long", "meter", "meter", "heartbeat", "meter", "meter", "batch"],
  ...["meter", "heartbeat", "meter", "long", "meter", "heartbeat", "meter", "heartbeat", "meter"],
  ...["stop", "finishing", "available", "heartbeat", "heartbeat"],
] as const;

type Step = (typeof SESSION)[number] | "boot";
type Place = {
  readonly station: number;
  readonly transactionId: number;
  readonly idTag: string;
  /** Of the meter, in Wh. */
  readonly energy: number;
  readonly atMs: number;
};

export function createSessionStation(station: number): SessionStation {
  let calls = 0;
  let energy = 1_000 * station;
  return {
    next(atMs) {
      const at = calls - 1;
      const step: Step = calls === 0 ? "boot" : (SESSION[at % SESSION.length] ?? "heartbeat");
      const session = Math.max(0, Math.floor(at / SESSION.length));
      calls += 1;
      energy += 7 + (calls % 5);
      const transactionId = 1 + station * 100_000 + session;
      const idTag = (0x1000_0000 + transactionId * 7_919).toString(16).toUpperCase();
      const [kind, action, body] = callOf(step, { station, transactionId, idTag, energy, atMs });
      const numbers = [String(Math.floor(atMs)).padStart(13, "0"), digits(transactionId, 9)];
      const id = `${kind}-${numbers.join("-")}-${digits(calls, 10)}`;
      const payload = Buffer.from(JSON.stringify([2, id, action, body]));
      return { payload, answer: sessionAnswer(id) };
    },
  };
}

/** As a masked frame, for the load generator. */
export function sessionCall({ payload, answer }: Said, n: number): Call {
  const frame = maskedFrame(payload, n);
  return { frame, crc: crc32(payload), payloadBytes: payload.length, answer };
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, "0");
}

type Made = readonly [kind: string, action: string, body: object];

function callOf(step: Step, place: Place): Made {
  const { idTag, energy, atMs } = place;
  const timestamp = new Date(atMs).toISOString();
  switch (step) {
    case "boot":
      return [BOOT, "BootNotification", bootOf(place)];
    case "heartbeat":
      return [HEARTBEAT, "Heartbeat", {}];
    case "authorize":
      return [AUTHORIZE, "Authorize", { idTag }];
    case "start":
      return [START, "StartTransaction", { connectorId: 1, idTag, meterStart: energy, timestamp }];
    case "stop":
      return [STOP, "StopTransaction", stopOf(place, timestamp)];
    case "vendor":
      return [VENDOR, "DataTransfer", { vendorId: "com.example", messageId: "load", data: "16 A" }];
    case "meter":
      return [EMPTY, "MeterValues", meterValues(place, { readings: 1, samples: 12 })];
    case "long":
      return [EMPTY, "MeterValues", meterValues(place, { readings: 2, samples: 12 })];
    case "batch":
      return [EMPTY, "MeterValues", meterValues(place, { readings: 9, samples: 12 })];
    case "preparing":
    case "charging":
    case "suspended":
    case "finishing":
    case "available":
      return [EMPTY, "StatusNotification", statusOf(step, timestamp)];
  }
}

function bootOf({ station }: Place): object {
  return {
    chargePointVendor: "Example",
    chargePointModel: "Wallbox 22",
    chargePointSerialNumber: `EX-${digits(station, 8)}`,
    firmwareVersion: "4.2.1",
    meterType: "Example M3",
  };
}

const statusOfStep = {
  preparing: "Preparing",
  charging: "Charging",
  suspended: "SuspendedEV",
  finishing: "Finishing",
  available: "Available",
} as const;

function statusOf(step: keyof typeof statusOfStep, timestamp: string): object {
  return {
    connectorId: 1,
    errorCode: "NoError",
    info: "cable locked, contactor open",
    status: statusOfStep[step],
    timestamp,
    vendorId: "com.example.stations",
  };
}

function stopOf({ transactionId, idTag, energy }: Place, timestamp: string): object {
  return { transactionId, idTag, meterStop: energy, timestamp, reason: "EVDisconnected" };
}

const SAMPLES = [
  ["Energy.Active.Import.Register", undefined, "Wh"],
  ["Power.Active.Import", undefined, "W"],
  ...["L1", "L2", "L3"].map((phase) => ["Current.Import", phase, "A"] as const),
  ...["L1-N", "L2-N", "L3-N"].map((phase) => ["Voltage", phase, "V"] as const),
  ["Current.Offered", undefined, "A"],
  ["Power.Offered", undefined, "W"],
  ["SoC", undefined, "Percent"],
  ["Temperature", undefined, "Celsius"],
] as const;

/** Readings a second apart, the last one now. */
function meterValues(
  { transactionId, energy, atMs }: Place,
  size: { readonly readings: number; readonly samples: number },
): object {
  const meterValue = Array.from({ length: size.readings }, (_, n) => {
    const before = size.readings - 1 - n;
    const sampledValue = SAMPLES.slice(0, size.samples).map(([measurand, phase, unit], sample) => ({
      value: measurand.startsWith("Energy") ? String(energy - before) : readingOf(energy, sample),
      context: "Sample.Periodic",
      format: "Raw",
      measurand,
      ...(phase === undefined ? {} : { phase }),
      location: "Outlet",
      unit,
    }));
    return { timestamp: new Date(atMs - before).toISOString(), sampledValue };
  });
  return { connectorId: 1, transactionId, meterValue };
}

/** Some value that a meter could show: SoC, temperature and amperes are small, volts are not. */
function readingOf(energy: number, sample: number): string {
  const [measurand] = SAMPLES[sample] ?? [""];
  const part = (energy % 97) / 10;
  if (measurand === "Voltage") return (228 + part / 5).toFixed(1);
  if (measurand.startsWith("Power")) return (10_000 + 10 * part).toFixed(1);
  return (16 + part / 10).toFixed(1);
}
