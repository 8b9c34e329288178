/** The limit last set at a connector, and whether the meter follows it. */
import type { LinkFacts, MessageHappening } from "../happening.ts";
import { momentsOf } from "../meter-moments.ts";
import { meteredIn } from "../meter-samples.ts";
import { nothing, type Report, type Reports, statefulRule } from "../rule.ts";
import { type ChargingStateTold, chargingStateIn, resolved } from "./charging-state.ts";
import {
  beginWatch,
  dueUsOf,
  isSameLimit,
  judgeOverdue,
  judgeReading,
  judgeState,
  type Limited,
  limitedMemory,
  placeIn,
} from "./limit-watch.ts";
import { endTransaction, limitInForce, noteProfiles, profileActions } from "./profiles-in-force.ts";

export const limitApplied = statefulRule<Limited>(
  {
    id: "limit-applied",
    title: "A charging limit was set",
    severity: "note",
    side: "station",
    clause: "OCPP 1.6 §3.13, §5.16; OCPP 2.0.1 Part 2 §K01",
    explanation:
      "The CSMS limits current or power with charging profiles. Several of them may be in force at once: of each purpose the highest stack level counts, a TxProfile replaces the TxDefaultProfile, and the lowest of what is left is the limit. That a station accepts a profile does not mean that it charges accordingly, so this tells which limit is in force now and what the meter showed after it: whether the station follows it and, for a limit that is too low to charge with, whether it pauses, ends the transaction, or goes on.",
    remedy:
      "Where the limit is followed, there is nothing to do. Where it is not, check its unit (a limit in watt at a station that knows ampere only), its number of phases, its purpose and connector, and whether the station's own limit or another profile takes precedence. Stations differ in what they make of a limit of 0: to pause, 0 A of a TxProfile is understood by most.",
  },
  limitedMemory,
  {
    note({ body, atUs }, _link, { places }) {
      if (body.note !== "clock-set") return nothing;
      for (const place of places.values()) place.chargingSinceUs = atUs;
      return nothing;
    },
    tick: ({ atUs }, link, state) => judgeOverdue(state, atUs, link),
    message: (happening, link, state) => {
      const isChanged = noteProfiles(state.profiles, happening, link);
      if (isChanged) refreshAll(state, happening);
      const told = chargingStateIn(happening, link);
      const reports = told === null ? nothing : noteState(state, told, { happening, link });
      const more = noteReading(state, happening, link);
      return reports.length === 0 ? more : [...reports, ...more];
    },
  },
  {
    actions: [
      ...["MeterValues", "TransactionEvent", "StatusNotification", "StopTransaction"],
      ...profileActions,
    ],
    sorts: ["call", "send", "callResult"],
    dueUs: dueUsOf,
  },
);

type Scene = { readonly happening: MessageHappening; readonly link: LinkFacts };

function refreshAll(state: Limited, happening: MessageHappening): void {
  for (const name of state.places.keys()) refresh(state, name, happening.atUs);
}

/** Another limit in force is a change, however it came about. */
function refresh(state: Limited, name: string, atUs: number): void {
  const place = state.places.get(name);
  if (place === undefined) return;
  const limit = limitInForce(state.profiles, name, atUs);
  if (limit === null) place.watch = null;
  else if (!isSameLimit(place.watch, limit)) place.watch = beginWatch(limit, place.watch);
}

function noteState(state: Limited, told: ChargingStateTold, { happening, link }: Scene): Reports {
  const { seq, atUs } = happening;
  const name = resolved(state.places, told.place);
  if (name === "" || name.startsWith("transaction ")) return nothing;
  const place = placeIn(state, name);
  const reports: Report[] = [];
  if (place.watch !== null) reports.push(...judgeState(name, place, { told, seq, atUs, link }));
  if (told.transactionId !== "") place.transactionId = told.transactionId;
  const isCharging = told.state === "Charging";
  if (isCharging && !place.isCharging) place.chargingSinceUs = atUs;
  place.isCharging = isCharging;
  if (told.state === "Ended" || told.state === "Available" || told.state === "Finishing") {
    endTransaction(state.profiles, name);
    place.transactionId = "";
  }
  refresh(state, name, atUs);
  return reports;
}

function noteReading(state: Limited, happening: MessageHappening, link: LinkFacts): Reports {
  const metered = meteredIn(happening, link);
  const name = resolved(state.places, metered.place);
  if (name === "" || metered.samples.length === 0) return nothing;
  if (name.startsWith("transaction ")) return nothing;
  const place = placeIn(state, name);
  if (metered.transactionId !== "") place.transactionId = metered.transactionId;
  refresh(state, name, happening.atUs);
  if (place.watch === null || place.watch.isTold) return nothing;
  const moment = momentsOf(metered.samples, happening.atUs).at(-1);
  if (moment === undefined) return nothing;
  const { seq, atUs } = happening;
  return judgeReading(name, place, { moment, seq, atUs, link });
}
