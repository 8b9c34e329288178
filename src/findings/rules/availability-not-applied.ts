/** Changes of availability that the station accepted and did not make. */
import type { Json } from "../../exchange/message.ts";
import { integerIn, textIn } from "../fields.ts";
import { endsWaiting, type LinkFacts, type MessageHappening } from "../happening.ts";
import { nothing, type Report, type Reports, statefulRule } from "../rule.ts";
import { cut, duration, Party } from "../wording.ts";
import { listOf } from "./counts.ts";
import {
  answered,
  ask,
  evidenceOf,
  isOfStation,
  keep,
  nextDueUs,
  type Promised,
  type Promises,
  parsePromises,
  savePromises,
  takeBroken,
} from "./promises.ts";

/** Stations tell a changed status at once; some gather changes for a few seconds. */
const WITHIN_US = 60_000_000;
/** Connectors whose status is remembered; stations have fewer. */
const CONNECTORS_MAX = 32;

type State = {
  readonly promises: Promises;
  /** By EVSE and connector, `2/1`; the EVSE is "" in 1.6. */
  readonly statuses: Map<string, string>;
};

export const availabilityNotApplied = statefulRule<State>(
  {
    id: "availability-not-applied",
    title: "An accepted change of availability was not made",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §5.2; OCPP 2.0.1 Part 2 G03, G04",
    explanation:
      "After the CSMS took a connector out of service, the station reports it as Unavailable; after the CSMS put it back, as something else. Scheduled means: once the transaction there has ended. This station agreed, and the connector kept its status, so drivers are sent to a connector that does not charge, or charge at one that was to be closed.",
    remedy:
      "Ask for the status with TriggerMessage: it may have changed without being reported. If it did not, send the change again while no car is connected, and for each connector on its own; report it to the station's maker.",
  },
  {
    scope: "link",
    begin: () => ({ promises: { open: [] }, statuses: new Map() }),
    save: ({ promises, statuses }): Json => [
      savePromises(promises),
      [...statuses].map(([place, status]) => [place, status]),
    ],
    parse(saved) {
      const [promises, statuses] = listOf(saved);
      const known = listOf(statuses).flatMap(parseStatus).slice(-CONNECTORS_MAX);
      return { promises: parsePromises(promises), statuses: new Map(known) };
    },
  },
  {
    message(happening, link, state) {
      if (!isOfStation(happening)) return nothing;
      const broken = tellBroken(state, happening.atUs, link);
      follow(state, happening, link);
      return broken;
    },
    gap(_happening, _link, { promises, statuses }) {
      promises.open = [];
      statuses.clear();
      return nothing;
    },
    note({ body }, _link, { promises }) {
      if (endsWaiting(body)) promises.open = [];
      return nothing;
    },
    tick: ({ atUs }, link, state) => tellBroken(state, atUs, link),
  },
  {
    actions: ["ChangeAvailability", "StatusNotification"],
    dueUs: ({ promises }) => nextDueUs(promises),
  },
);

function follow(state: State, happening: MessageHappening, { linkId }: LinkFacts): void {
  const { message, request, sender, atUs } = happening;
  const { promises } = state;
  if (message.type === "call" && message.action === "StatusNotification") {
    if (sender === "station") noteStatus(state, message.callPayload, atUs);
  } else if (message.type === "call" && message.action === "ChangeAvailability") {
    const { callPayload } = message;
    const want = textIn(callPayload, "type") || textIn(callPayload, "operationalStatus");
    if (want !== "Operative" && want !== "Inoperative") return;
    const evseId = integerIn(callPayload, "evse", "id");
    const connectorId =
      integerIn(callPayload, "connectorId") ?? integerIn(callPayload, "evse", "connectorId");
    const asked = { connectorId, evseId, want, idToken: "" };
    // A newer wish for the same place takes the place of an older one.
    keep(promises, (one) => one.connectorId === connectorId && one.evseId === evseId);
    if (isChange(state, asked)) ask(promises, happening, { ...asked, linkId });
  } else if (request?.action === "ChangeAvailability") {
    const promised = answered(promises, happening, ["Accepted", "Scheduled"]);
    if (promised?.status === "Accepted") promised.dueUs = atUs + WITHIN_US;
  }
}

/** Only where the status is known and would have to change; a fault hides it. */
function isChange(
  { statuses }: State,
  asked: Pick<Promised, "want" | "connectorId" | "evseId">,
): boolean {
  for (const [place, status] of statuses) {
    if (!isAt(asked, place) || status === "Faulted") continue;
    if ((status === "Unavailable") === (asked.want === "Operative")) return true;
  }
  return false;
}

function noteStatus({ promises, statuses }: State, callPayload: Json, atUs: number): void {
  const status = (textIn(callPayload, "status") || textIn(callPayload, "connectorStatus")).slice(
    0,
    20,
  );
  const place = `${integerIn(callPayload, "evseId") ?? ""}/${integerIn(callPayload, "connectorId") ?? ""}`;
  statuses.delete(place);
  statuses.set(place, status);
  const [oldest] = statuses.size > CONNECTORS_MAX ? statuses.keys() : [];
  if (oldest !== undefined) statuses.delete(oldest);
  keep(promises, (one) => isAt(one, place) && isApplied(one, status));
  for (const one of promises.open) {
    // Free again: now the scheduled change has to come.
    if (one.status !== "Scheduled" || !isAt(one, place) || status !== "Available") continue;
    one.dueUs = Math.min(one.dueUs, atUs + WITHIN_US);
  }
}

function isApplied({ want }: Promised, status: string): boolean {
  if (status === "Faulted") return true;
  return (status === "Unavailable") === (want === "Inoperative");
}

/** Connector 0, or none, is the whole station; an EVSE without a connector all of its. */
function isAt({ connectorId, evseId }: Pick<Promised, "connectorId" | "evseId">, place: string) {
  const [evse, connector] = place.split("/");
  if (evseId !== null && evseId !== 0 && evse !== String(evseId)) return false;
  return connectorId === null || connectorId === 0 || connector === String(connectorId);
}

function tellBroken(state: State, nowUs: number, { linkId }: LinkFacts): Reports {
  return takeBroken(state.promises, nowUs).map((one): Report => {
    const known = [...state.statuses].filter(([place]) => isAt(one, place));
    const status = known.at(-1)?.[1] ?? "";
    const then = one.status === "Scheduled" ? " as soon as it is free, which it has become" : "";
    return {
      sentence: `${Party.station} agreed to make ${placeOf(one)} ${one.want}${then}, but still reports ${cut(status)} ${duration(Math.max(0, nowUs - one.acceptedAtUs))} later.`,
      evidence: evidenceOf(one, linkId),
      details: {
        want: one.want,
        connectorId: one.connectorId,
        evseId: one.evseId,
        status,
        answered: one.status,
      },
    };
  });
}

function placeOf({ connectorId, evseId }: Promised): string {
  if (evseId !== null && evseId !== 0) return `EVSE ${evseId}`;
  return connectorId === null || connectorId === 0 ? "all connectors" : `connector ${connectorId}`;
}

function parseStatus(saved: Json): readonly (readonly [string, string])[] {
  const [place, status] = listOf(saved);
  return typeof place === "string" && typeof status === "string" ? [[place, status]] : [];
}
