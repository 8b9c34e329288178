/**
 * A message on a link → the meter samples in it and the place they are of. Several rules ask about
 * the same message, so the newest answer is kept.
 */
import { isStationsOwn } from "../base/ids.ts";
import type { OcppMessage } from "../exchange/message.ts";
import { promote } from "../ocpp/promote.ts";
import { readSamples, type Sample, type SampleReading } from "../ocpp/samples.ts";
import type { LinkFacts, MessageHappening } from "./happening.ts";
import { cut } from "./wording.ts";

export type Metered = SampleReading & {
  /** `connector 1`, `EVSE 1`; where neither is told, `transaction 7`; "" for nowhere. */
  readonly place: string;
  readonly transactionId: string;
  /** Of the samples, those of registers; but not meterStart and meterStop, which may be others. */
  readonly registers: readonly Sample[];
};

const nothingMetered: Metered = {
  ...{ samples: [], unreadable: [], place: "", transactionId: "", registers: [] },
};

const newest: { message: OcppMessage | null; version: LinkFacts["version"]; are: Metered } = {
  message: null,
  version: null,
  are: nothingMetered,
};

/** Of calls of the station; what a translator makes of them is not its word. */
export function meteredIn(happening: MessageHappening, link: LinkFacts): Metered {
  const { message } = happening;
  if (newest.message !== message || newest.version !== link.version) {
    newest.message = message;
    newest.version = link.version;
    newest.are = readFrom(happening, link);
  }
  return newest.are;
}

function readFrom({ message, sender, leg }: MessageHappening, { version }: LinkFacts): Metered {
  if (sender !== "station" || !isStationsOwn(leg)) return nothingMetered;
  if (message.type !== "call" && message.type !== "send") return nothingMetered;
  const { action, callPayload } = message;
  const { connectorId, evseId, transactionId } = promote(version, action, callPayload);
  const { samples, unreadable } = readSamples(version, action, callPayload);
  return {
    samples,
    unreadable,
    registers: samples.length === 0 ? samples : samples.filter(isRegister),
    place: placeOf({ connectorId: version === "1.6" ? connectorId : null, evseId, transactionId }),
    transactionId: transactionId.slice(0, ID_CHARS_MAX),
  };
}

function isRegister({ measurand, path }: Sample): boolean {
  return measurand.endsWith(".Register") && !path.startsWith("meterSt");
}

/** Ids of transactions have at most 36 characters. */
const ID_CHARS_MAX = 40;

export function placeOf(at: {
  readonly connectorId: number | null;
  readonly evseId: number | null;
  readonly transactionId: string;
}): string {
  if (at.evseId !== null) return `EVSE ${at.evseId}`;
  if (at.connectorId !== null) return `connector ${at.connectorId}`;
  return at.transactionId === "" ? "" : `transaction ${cut(at.transactionId.slice(0, 40))}`;
}

/** By the station's clock, which may run ahead, but then its samples are of now at the latest. */
export function sampledAtUs(sample: Sample, receivedAtUs: number): number {
  return Math.min(sample.atUs ?? receivedAtUs, receivedAtUs);
}

/** What the last digit of the value stands for: 100 for `12.3` kWh. */
export function resolutionOf({ raw, value }: Sample): number {
  // Whole and in base units, as most registers are.
  if (typeof raw === "string" && value >= 1 && value === Number(raw) && !raw.includes("."))
    return 1;
  const said = Math.abs(Number(raw));
  const digits = /\.(\d+)/.exec(String(raw))?.[1]?.length ?? 0;
  const factor = said > 0 ? Math.abs(value) / said : 1;
  return factor * 10 ** -digits;
}

/** `12.5 A` */
export function amount(value: number, unit: string): string {
  const number = Number(value.toFixed(Math.abs(value) < 10 ? 3 : 1));
  return unit === "" ? String(number) : `${number} ${cut(unit)}`;
}
