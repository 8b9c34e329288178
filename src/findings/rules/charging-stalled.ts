/** A connector says that it charges, and its meter says that it does not. */
import type { Json } from "../../exchange/message.ts";
import type { ChargingProfile } from "../../sessions/profiles.ts";
import type { MessageHappening } from "../happening.ts";
import { type Moment, momentsOf } from "../meter-moments.ts";
import { amount, type Metered, meteredIn } from "../meter-samples.ts";
import { nothing, type Report, statefulRule } from "../rule.ts";
import { duration } from "../wording.ts";
import { type ChargingStateTold, chargingStateIn, resolved } from "./charging-state.ts";
import { listOf, numberOr } from "./counts.ts";
import { numberOrNull } from "./metered-sessions.ts";
import {
  isPause,
  limitInForce,
  noteProfiles,
  parseProfiles,
  profileActions,
  saveProfiles,
} from "./profiles-in-force.ts";

/** Cars wait for a minute or two while they cool a battery or check the cable. */
const STALLED_US = 10 * 60_000_000;
/** Less is the car's standing by. */
const POWER_MIN_W = 100;
/** A register of whole kWh grows once in so long at the least power a car charges with. */
const SLOWEST_W = 1_000;
/** A full battery takes nothing; the share is often told in whole percent, rounded down. */
const FULL_PERCENT = 99;
const PLACES_MAX = 16;

type Place = {
  transactionId: string;
  /** Since when nothing flows, by the station's clock; null while no sample told. */
  sinceUs: number | null;
  sinceSeq: number;
  registerWh: number | null;
  isTold: boolean;
};
type State = { linkId: string; profiles: ChargingProfile[]; places: Map<string, Place> };

export const chargingStalled = statefulRule<State>(
  {
    id: "charging-stalled",
    title: "The station says Charging, but no energy flows",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §4.9, §7.7; OCPP 2.0.1 Part 2, ChargingStateEnumType",
    explanation:
      "While a car takes nothing, the station has to say so: SuspendedEV where the car pauses, SuspendedEVSE where the station does. Here it went on saying Charging while its register stood still for ten minutes or more. The driver finds an empty battery, the CSMS reserves power that nobody uses, and idle fees are not counted.",
    remedy:
      "Look at the car first: a full battery, a charging timer or a limit in the car are the usual causes. If other cars stall at the same connector, look at its contactor, its cable and its meter. If energy flows and only the register stands, the meter's reading is stuck.",
  },
  {
    scope: "station",
    begin: () => ({ linkId: "", profiles: [], places: new Map() }),
    save: ({ linkId, profiles, places }): Json => [
      linkId,
      saveProfiles(profiles),
      [...places].map(([name, { transactionId, sinceUs, sinceSeq, registerWh, isTold }]) => [
        ...[name, transactionId, sinceUs, sinceSeq, registerWh, isTold],
      ]),
    ],
    parse(saved) {
      const [linkId, profiles, places] = listOf(saved);
      return {
        linkId: typeof linkId === "string" ? linkId : "",
        profiles: parseProfiles(profiles),
        places: new Map(listOf(places).slice(0, PLACES_MAX).flatMap(parsePlace)),
      };
    },
  },
  {
    message(happening, link, state) {
      if (state.linkId !== link.linkId) {
        state.linkId = link.linkId;
        for (const place of state.places.values()) place.sinceSeq = 0;
      }
      noteProfiles(state.profiles, happening, link);
      const told = chargingStateIn(happening, link);
      if (told !== null) noteState(state, told);
      const metered = meteredIn(happening, link);
      const name = resolved(state.places, metered.place);
      const place = state.places.get(name);
      if (place === undefined || metered.samples.length === 0) return nothing;
      if (isFull(metered)) {
        place.sinceUs = null;
        return nothing;
      }
      let reports: readonly Report[] = nothing;
      for (const moment of momentsOf(metered.samples, happening.atUs)) {
        const more = noteMoment(state, { name, place, moment, happening });
        if (more.length > 0) reports = [...reports, ...more];
      }
      return reports;
    },
  },
  {
    actions: ["MeterValues", "TransactionEvent", "StatusNotification", ...profileActions],
    sorts: ["call", "send", "callResult"],
  },
);

/** Only places that charge need to be remembered. */
function noteState({ places }: State, { place: told, state, transactionId }: ChargingStateTold) {
  const name = resolved(places, told);
  const place = places.get(name);
  if (state !== "Charging") places.delete(name);
  else if (place !== undefined) place.transactionId = transactionId || place.transactionId;
  else if (name !== "") {
    const nothingYet = { sinceUs: null, sinceSeq: 0, registerWh: null, isTold: false };
    places.set(name, { transactionId, ...nothingYet });
  }
  const [oldest] = places.size > PLACES_MAX ? places.keys() : [];
  if (oldest !== undefined) places.delete(oldest);
}

function isFull({ samples }: Metered): boolean {
  for (const { measurand, value } of samples) {
    if (measurand === "SoC" && value >= FULL_PERCENT) return true;
  }
  return false;
}

type Scene = {
  readonly name: string;
  readonly place: Place;
  readonly moment: Moment;
  readonly happening: MessageHappening;
};

function noteMoment(state: State, { name, place, moment, happening }: Scene): readonly Report[] {
  const { registerWh, powerW, resolutionWh, atUs } = moment;
  if (registerWh === null && powerW === null) return nothing;
  if (place.sinceUs !== null && atUs < place.sinceUs) return nothing;
  const isFlowing =
    (powerW ?? 0) >= POWER_MIN_W ||
    (registerWh !== null && place.registerWh !== null && registerWh !== place.registerWh);
  const limit = limitInForce(state.profiles, name, happening.atUs);
  const isPaused = limit !== null && isPause(limit);
  if (isFlowing || isPaused || place.sinceUs === null) {
    place.sinceUs = atUs;
    place.sinceSeq = happening.seq;
    place.isTold = false;
    place.registerWh = registerWh ?? place.registerWh;
    return nothing;
  }
  place.registerWh = registerWh ?? place.registerWh;
  const slowestUs = registerWh === null ? 0 : (1.5 * resolutionWh * 3_600_000_000) / SLOWEST_W;
  const stalledUs = atUs - place.sinceUs;
  if (place.isTold || stalledUs < Math.max(STALLED_US, slowestUs)) return nothing;
  place.isTold = true;
  return [reportOf({ name, place, moment, happening }, stalledUs)];
}

function reportOf({ name, place, moment, happening }: Scene, stalledUs: number): Report {
  const { registerWh, powerW } = moment;
  const register = registerWh === null ? "" : `its register stands at ${amount(registerWh, "Wh")}`;
  const power = powerW === null ? "" : `its power is ${amount(powerW, "W")}`;
  const says = [register, power].filter((part) => part !== "").join(" and ");
  const seqs = new Set([place.sinceSeq, happening.seq].filter((seq) => seq > 0));
  return {
    sentence: `The station says that ${name} is Charging, but for ${duration(stalledUs)} ${says}.`,
    evidence: [...seqs],
    details: { place: name, registerWh, powerW, stalledMs: Math.round(stalledUs / 1000) },
  };
}

function parsePlace(saved: Json): readonly (readonly [string, Place])[] {
  const [name, transactionId, sinceUs, sinceSeq, registerWh, isTold] = listOf(saved);
  if (typeof name !== "string") return [];
  const place = {
    transactionId: typeof transactionId === "string" ? transactionId : "",
    sinceUs: numberOrNull(sinceUs),
    sinceSeq: numberOr(sinceSeq, 0),
    registerWh: numberOrNull(registerWh),
    isTold: isTold === true,
  };
  return [[name, place]];
}
