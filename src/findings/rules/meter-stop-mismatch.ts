/** meterStart and meterStop of 1.6 that do not fit each other or the samples between them. */
import { meteringActions, type Sample } from "../../ocpp/samples.ts";
import { amount, sampledAtUs } from "../meter-samples.ts";
import { nothing, type Report, type Severity, statefulRule } from "../rule.ts";
import { cut } from "../wording.ts";
import {
  nameOfSession,
  noteSessions,
  type Session,
  sessionsMemory,
  type Turn,
} from "./metered-sessions.ts";

/** Meters round, and stations round once more. */
const TOLERANCE_WH = 1;
/** What most stations can deliver after the last sample, whatever they did before. */
const POWER_W = 22_000;
/** What the strongest can, where one sample alone tells nothing of this one. */
const POWER_MAX_W = 400_000;

type Fault = { readonly kind: string; readonly text: string; readonly severity: Severity };

export const meterStopMismatch = statefulRule(
  {
    id: "meter-stop-mismatch",
    title: "Registers of start, stop and samples do not fit together",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §4.8, §4.10, §6.45, §6.49",
    explanation:
      "In OCPP 1.6 a transaction is billed by meterStop minus meterStart, both whole Wh of the connector's register. Here they contradict each other or the samples that the station sent in between: the end lies before the beginning, a value is negative or no whole number, or the last sample and meterStop are further apart than charging can explain. Such stations read the two from different places, count the samples from zero, or send kWh where Wh are meant.",
    remedy:
      "Compare both registers and the samples with the meter itself before billing. Report it to the manufacturer with the values; until then, let the CSMS use the source that proves right.",
  },
  sessionsMemory,
  {
    message(happening, link, sessions) {
      const turn = noteSessions(sessions, happening, link);
      if (turn === null || link.version !== "1.6") return nothing;
      const faults =
        turn.kind === "began" ? faultsAtStart(turn) : faultsAtStop(turn, happening.atUs);
      const [first] = faults;
      if (first === undefined) return nothing;
      return [reportOf(turn, faults, happening.seq)];
    },
  },
  { actions: meteringActions, sorts: ["call", "send", "callResult"] },
);

function reportOf(turn: Turn, faults: readonly Fault[], seq: number): Report {
  const { session, metered, kind } = turn;
  const stopWh = registerIn(turn, "meterStop")?.value ?? null;
  const evidence = kind === "began" ? [seq] : [session.startSeq, session.lastSeq, seq];
  return {
    severity: faults.some(({ severity }) => severity === "warning") ? "warning" : "note",
    sentence: `In ${nameOfSession(session, metered)}, ${faults.map(({ text }) => text).join(", and ")}.`,
    evidence: [...new Set(evidence)].filter((number) => number > 0),
    details: {
      ...{ faults: faults.map((fault) => fault.kind), place: session.place },
      ...{ transactionId: session.transactionId, meterStart: session.startWh, meterStop: stopWh },
      lastSample: session.lastWh,
    },
  };
}

function registerIn({ metered }: Turn, path: string): Sample | null {
  return metered.samples.find((sample) => sample.path === path) ?? null;
}

function faultsAtStart(turn: Turn): readonly Fault[] {
  const sample = registerIn(turn, "meterStart");
  return sample === null ? [] : faultsOf(sample);
}

function faultsOf({ path, value, raw }: Sample): readonly Fault[] {
  const faults: Fault[] = [];
  if (value < 0) {
    faults.push(fault("negative", `${path} is negative: ${amount(value, "Wh")}`));
  }
  if (!Number.isInteger(value)) {
    const text = `${path} ${cut(String(raw))} is no whole number of Wh`;
    faults.push({ kind: "fractional", text, severity: "note" });
  }
  return faults;
}

function faultsAtStop(turn: Turn, receivedAtUs: number): readonly Fault[] {
  const sample = registerIn(turn, "meterStop");
  if (sample === null) return [];
  const { session } = turn;
  const stopWh = sample.value;
  const { startWh } = session;
  const faults = [...faultsOf(sample)];
  if (startWh !== null && stopWh < startWh - TOLERANCE_WH) {
    const text = `meterStop ${amount(stopWh, "Wh")} is below meterStart ${amount(startWh, "Wh")}`;
    faults.push(fault("stop-before-start", text));
  }
  const against = againstSamples(session, stopWh, sampledAtUs(sample, receivedAtUs));
  return against === null ? faults : [...faults, against];
}

function againstSamples(session: Session, stopWh: number, atUs: number): Fault | null {
  const { lastWh, startWh, resolutionWh } = session;
  if (lastWh === null) return null;
  const tolerance = Math.max(TOLERANCE_WH, resolutionWh);
  if (stopWh >= lastWh - tolerance && stopWh <= lastWh + tolerance + headroomOf(session, atUs)) {
    return null;
  }
  const stop = amount(stopWh, "Wh");
  const last = amount(lastWh, "Wh");
  if (startWh !== null && startWh > 0 && isOfSession(session, stopWh, atUs)) {
    const text = `the samples count from zero (the last one says ${last}) while meterStop ${stop} is the register of the meter`;
    return { kind: "samples-from-zero", text, severity: "note" };
  }
  return stopWh < lastWh
    ? fault(
        "stop-below-sample",
        `meterStop ${stop} is below the last sample of the register, ${last}`,
      )
    : fault(
        "stop-above-sample",
        `meterStop ${stop} is far above the last sample of the register, ${last}`,
      );
}

/** The samples say what was charged since the start. */
function isOfSession(session: Session, stopWh: number, atUs: number): boolean {
  const { startWh, lastWh, resolutionWh } = session;
  const rest = stopWh - (startWh ?? 0) - (lastWh ?? 0);
  const tolerance = Math.max(TOLERANCE_WH, resolutionWh);
  return rest >= -tolerance && rest <= tolerance + headroomOf(session, atUs);
}

/** What may have been charged since the last sample: twice the usual, or what most stations can. */
function headroomOf({ firstWh, firstAtUs, lastWh, lastAtUs }: Session, atUs: number): number {
  const sampledHours = (lastAtUs - firstAtUs) / 3_600_000_000;
  const usualW =
    sampledHours > 0 ? ((lastWh ?? 0) - (firstWh ?? 0)) / sampledHours : POWER_MAX_W / 2;
  const hours = Math.max(0, atUs - lastAtUs) / 3_600_000_000;
  return hours * Math.max(POWER_W, 2 * usualW);
}

function fault(kind: string, text: string): Fault {
  return { kind, text, severity: "warning" };
}
