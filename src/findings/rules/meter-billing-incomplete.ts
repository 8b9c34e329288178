/** A transaction that ended without the two registers it has to be billed by. */
import { meteringActions } from "../../ocpp/samples.ts";
import { amount } from "../meter-samples.ts";
import { nothing, statefulRule } from "../rule.ts";
import {
  markHoley,
  nameOfSession,
  noteSessions,
  sessionsMemory,
  type Turn,
} from "./metered-sessions.ts";

/** Samples that grew by less may be rounding. */
const GROWTH_MIN_WH = 100;

export const meterBillingIncomplete = statefulRule(
  {
    id: "meter-billing-incomplete",
    title: "A transaction ended without the registers to bill it by",
    severity: "note",
    side: "station",
    clause: "OCPP 1.6 §4.8, §4.10; OCPP 2.0.1 Part 2 §J02",
    explanation:
      "Energy is billed as the difference of the import register at the end and at the beginning. OCPP 1.6 has meterStart and meterStop for it; in 2.x the station marks samples with the contexts Transaction.Begin and Transaction.End. Of this transaction at least one of the two is missing or says nothing, so its energy can only be estimated.",
    remedy:
      "In 2.x, add Energy.Active.Import.Register to SampledDataCtrlr.TxStartedMeasurands and TxEndedMeasurands. In 1.6, look why the station does not read its meter when it starts and stops a transaction: a lost bus connection, or a meter that is still starting up.",
  },
  sessionsMemory,
  {
    gap(_happening, _link, sessions) {
      markHoley(sessions);
      return nothing;
    },
    message(happening, link, sessions) {
      const turn = noteSessions(sessions, happening, link);
      if (turn?.kind !== "ended") return nothing;
      const problem = link.version === "1.6" ? problem16(turn) : problem2(turn);
      if (problem === null) return nothing;
      const { session, metered } = turn;
      return [
        {
          sentence: `The energy of ${nameOfSession(session, metered)} cannot be billed for certain: ${problem}.`,
          evidence: [session.startSeq, happening.seq].filter((seq) => seq > 0),
          details: {
            ...{ place: session.place, transactionId: session.transactionId },
            ...{ meterStart: session.startWh, hasBegin: session.hasBegin, hasEnd: session.hasEnd },
          },
        },
      ];
    },
  },
  { actions: meteringActions, sorts: ["call", "send", "callResult"] },
);

function problem16({ session, metered }: Turn): string | null {
  const stopWh = metered.samples.find(({ path }) => path === "meterStop")?.value ?? null;
  const { startWh, isWhole, firstWh, lastWh } = session;
  if (stopWh === null) return "meterStop is missing or no number";
  if (!isWhole) return null;
  if (startWh === null) return "meterStart is missing or no number";
  if (startWh === 0 && stopWh === 0) return "meterStart and meterStop are both 0";
  const grownWh = firstWh === null || lastWh === null ? 0 : lastWh - firstWh;
  if (startWh !== stopWh || grownWh < GROWTH_MIN_WH) return null;
  return `meterStart and meterStop are both ${amount(startWh, "Wh")}, but its samples grew by ${amount(grownWh, "Wh")}`;
}

function problem2({ session }: Turn): string | null {
  const { isWhole, isHoley, hasBegin, hasEnd } = session;
  if (isHoley) return null;
  const missing = [
    ...(hasBegin || !isWhole ? [] : ["Transaction.Begin"]),
    ...(hasEnd ? [] : ["Transaction.End"]),
  ];
  if (missing.length === 0) return null;
  return `no sample of Energy.Active.Import.Register has the context ${missing.join(" or ")}`;
}
