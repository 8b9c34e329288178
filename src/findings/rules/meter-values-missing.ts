/** Stations that were set to send meter values while charging, and send none. */
import type { Json } from "../../exchange/message.ts";
import { integerIn, itemsIn, textIn, valueIn } from "../fields.ts";
import { endsWaiting, type MessageHappening } from "../happening.ts";
import { nothing, type Report, type Reports, statefulRule } from "../rule.ts";
import { cut, duration, Party } from "../wording.ts";
import { isPowerOfTen, listOf, numberOr } from "./counts.ts";
import { isOfStation } from "./promises.ts";
import { CONFIGURING, secondsTold } from "./settings-told.ts";

const SECOND_US = 1_000_000;
const sampleInterval = {
  key: "MeterValueSampleInterval",
  component: "SampledDataCtrlr",
  variable: "TxUpdatedInterval",
};
/** Intervals that may pass without values: the first may begin late, one may be lost. */
const INTERVALS = 3;
const WITHIN_US_MIN = 60 * SECOND_US;
const TRANSACTIONS_MAX = 16;
const ID_CHARS_MAX = 64;

/** Without meter values so far. `dueUs`: Infinity while it does not charge. */
type Silent = { readonly seq: number; sinceUs: number; dueUs: number };

type State = {
  /** 0: none, or not known. */
  intervalS: number;
  /** By connector (1.6) or transaction id (2.x). */
  readonly silent: Map<string, Silent>;
  /** Transactions in a row that stayed silent. */
  broken: number;
};

export const meterValuesMissing = statefulRule<State>(
  {
    id: "meter-values-missing",
    title: "No meter values come though the station charges",
    severity: "warning",
    side: "station",
    clause:
      "OCPP 1.6 §4.7, §9.1 MeterValueSampleInterval; OCPP 2.0.1 Part 2 J02, SampledDataCtrlr.TxUpdatedInterval",
    explanation:
      "The station has a sample interval, set by the CSMS or reported by itself, and so has to send meter values at that pace while a transaction runs. It says that it charges, and sends none. The driver sees no progress, load management works blind, and a bill can rest on nothing but begin and end.",
    remedy:
      "Read the list of measurands (MeterValuesSampledData, or SampledDataCtrlr.TxUpdatedMeasurands): if it is empty, there is nothing to send; set Energy.Active.Import.Register at least. Some stations take a new interval only after a restart. If both are right, report it to the maker.",
  },
  {
    scope: "link",
    begin: () => ({ intervalS: 0, silent: new Map(), broken: 0 }),
    save: ({ intervalS, silent, broken }): Json => [
      intervalS,
      [...silent].map(([key, { seq, sinceUs, dueUs }]) => [
        ...[key, seq, sinceUs],
        Number.isFinite(dueUs) ? dueUs : null,
      ]),
      broken,
    ],
    parse(saved) {
      const [intervalS, silent, broken] = listOf(saved);
      return {
        intervalS: numberOr(intervalS, 0),
        silent: new Map(listOf(silent).slice(-TRANSACTIONS_MAX).flatMap(parseSilent)),
        broken: numberOr(broken, 0),
      };
    },
  },
  {
    message(happening, _link, state) {
      if (!isOfStation(happening)) return nothing;
      state.intervalS = secondsTold(happening, sampleInterval) ?? state.intervalS;
      const broken = tellSilent(state, happening.atUs);
      if (happening.sender === "station") follow(state, happening);
      return broken;
    },
    gap(_happening, _link, { silent }) {
      silent.clear();
      return nothing;
    },
    note({ body }, _link, { silent }) {
      if (endsWaiting(body)) silent.clear();
      return nothing;
    },
    tick: ({ atUs }, _link, state) => tellSilent(state, atUs),
  },
  {
    actions: [
      ...["StartTransaction", "StopTransaction", "MeterValues", "StatusNotification"],
      ...["TransactionEvent", ...CONFIGURING],
    ],
    dueUs({ silent }) {
      let first = Number.POSITIVE_INFINITY;
      for (const { dueUs } of silent.values()) first = Math.min(first, dueUs);
      return first;
    },
  },
);

function follow(state: State, { message, seq, atUs }: MessageHappening): void {
  if (message.type !== "call") return;
  const { action, callPayload } = message;
  const connector = String(integerIn(callPayload, "connectorId") ?? "");
  if (action === "TransactionEvent") followEvent(state, callPayload, { seq, atUs });
  else if (action === "StartTransaction") begin(state, connector, { seq, atUs });
  else if (action === "StatusNotification") {
    note(state, connector, { isCharging: textIn(callPayload, "status") === "Charging", atUs });
  } else if (action === "MeterValues") {
    // 2.x: sent outside of transactions, and so of no certain one.
    if (connector === "") heard(state, ...state.silent.keys());
    else heard(state, connector);
  } else if (action === "StopTransaction") {
    // It does not name its connector.
    state.silent.clear();
  }
}

type At = { readonly seq: number; readonly atUs: number };

function followEvent(state: State, callPayload: unknown, { seq, atUs }: At): void {
  const id = valueIn(callPayload, "transactionInfo", "transactionId");
  if (typeof id !== "string") return;
  const key = id.slice(0, ID_CHARS_MAX);
  const type = textIn(callPayload, "eventType");
  if (type === "Started") begin(state, key, { seq, atUs });
  if (type === "Ended") state.silent.delete(key);
  if (type === "Updated" && itemsIn(callPayload, "meterValue").length > 0) heard(state, key);
  const charging = textIn(callPayload, "transactionInfo", "chargingState");
  if (charging !== "") note(state, key, { isCharging: charging === "Charging", atUs });
}

function begin({ silent }: State, key: string, { seq, atUs }: At): void {
  silent.delete(key);
  silent.set(key, { seq, sinceUs: atUs, dueUs: Number.POSITIVE_INFINITY });
  const [oldest] = silent.size > TRANSACTIONS_MAX ? silent.keys() : [];
  if (oldest !== undefined) silent.delete(oldest);
}

function heard(state: State, ...keys: readonly string[]): void {
  for (const key of keys) if (state.silent.delete(key)) state.broken = 0;
}

function note(
  { silent, intervalS }: State,
  key: string,
  { isCharging, atUs }: { readonly isCharging: boolean; readonly atUs: number },
): void {
  const one = silent.get(key);
  if (one === undefined) return;
  const isWaiting = Number.isFinite(one.dueUs);
  if (!isCharging) one.dueUs = Number.POSITIVE_INFINITY;
  else if (!isWaiting && intervalS > 0) {
    one.sinceUs = atUs;
    one.dueUs = atUs + Math.max(WITHIN_US_MIN, INTERVALS * intervalS * SECOND_US);
  }
}

function tellSilent(state: State, nowUs: number): Reports {
  const { silent, intervalS } = state;
  if (silent.size === 0) return nothing;
  return [...silent].flatMap(([key, { seq, sinceUs, dueUs }]): readonly Report[] => {
    if (dueUs > nowUs) return [];
    silent.delete(key);
    // Meanwhile it was switched off.
    if (intervalS === 0) return [];
    state.broken += 1;
    if (!isPowerOfTen(state.broken)) return [];
    const times = state.broken === 1 ? "" : `, for the ${state.broken}th time in a row`;
    return [
      {
        sentence: `${Party.station} has charged for ${duration(nowUs - sinceUs)} on ${cut(placeOf(key))}, but has sent no meter values, though its sample interval is ${intervalS} s${times}.`,
        evidence: [seq],
        details: { intervalS, chargingMs: Math.round((nowUs - sinceUs) / 1000) },
      },
    ];
  });
}

/** Connectors are small numbers. */
function placeOf(key: string): string {
  return /^\d{1,3}$/.test(key) ? `connector ${key}` : `transaction ${key}`;
}

function parseSilent(saved: Json): readonly (readonly [string, Silent])[] {
  const [key, seq, sinceUs, dueUs] = listOf(saved);
  if (typeof key !== "string") return [];
  const times = { sinceUs: numberOr(sinceUs, 0), dueUs: numberOr(dueUs, Number.POSITIVE_INFINITY) };
  return [[key, { seq: numberOr(seq, 0), ...times }]];
}
