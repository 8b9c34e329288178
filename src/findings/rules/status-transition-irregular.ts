/** Changes of a connector's status that the table of OCPP 1.6 §4.9 does not have. 2.x has none. */
import type { Json } from "../../exchange/message.ts";
import { nothing, statefulRule } from "../rule.ts";
import { cut } from "../wording.ts";
import { connectorStatusOf, connectorsMax, touch } from "./connector-status.ts";
import { isPowerOfTen, listOf, numberOr } from "./counts.ts";

/** From each status, where to. Every status may be told again. */
const table: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    Available: "Preparing Charging SuspendedEV SuspendedEVSE Reserved Unavailable Faulted",
    Preparing: "Available Charging SuspendedEV SuspendedEVSE Finishing Faulted",
    Charging: "Available SuspendedEV SuspendedEVSE Finishing Unavailable Faulted",
    SuspendedEV: "Available Charging SuspendedEVSE Finishing Unavailable Faulted",
    SuspendedEVSE: "Available Charging SuspendedEV Finishing Unavailable Faulted",
    Finishing: "Available Preparing Unavailable Faulted",
    Reserved: "Available Preparing Unavailable Faulted",
    Unavailable: "Available Preparing Charging SuspendedEV SuspendedEVSE Faulted",
    Faulted:
      "Available Preparing Charging SuspendedEV SuspendedEVSE Finishing Reserved Unavailable",
  }).map(([from, to]) => [from, new Set(to.split(" "))]),
);

/** Connector 0 stands for the station and knows these only. */
const ofStation: ReadonlySet<string> = new Set(["Available", "Unavailable", "Faulted"]);

type Known = { readonly status: string; readonly seq: number };
type State = {
  readonly newest: Map<string, Known>;
  /** By `from>to`; both are statuses of the table, so there are few. */
  readonly told: Map<string, number>;
};

export const statusTransitionIrregular = statefulRule<State>(
  {
    id: "status-transition-irregular",
    title: "A connector changed its status in an unexpected way",
    severity: "warning",
    side: "station",
    clause: "OCPP 1.6 §4.9",
    explanation:
      "OCPP 1.6 lists how the status of a connector may change: Charging cannot become Preparing without having finished, Available cannot become Finishing. This change is not in the list. Either the firmware has states of its own, or a StatusNotification in between was lost or never sent. A CSMS that follows the list then shows the wrong state, keeps a connector reserved or busy, or misses that a car has left.",
    remedy:
      "Compare with what happened at the station. If notifications are missing, look at MinimumStatusDuration, which suppresses short states, and at calls that were not answered; otherwise report the change to the vendor.",
  },
  {
    scope: "link",
    begin: () => ({ newest: new Map(), told: new Map() }),
    save: ({ newest, told }): Json => [
      [...newest].map(([key, { status, seq }]) => [key, status, seq]),
      [...told],
    ],
    parse,
  },
  {
    gap(_happening, _link, { newest }) {
      newest.clear();
      return nothing;
    },
    message({ message, sender, seq }, link, { newest, told }) {
      if (sender !== "station" || message.type !== "call" || link.version !== "1.6") return nothing;
      // After a start everything may be different.
      if (message.action === "BootNotification") newest.clear();
      const now = connectorStatusOf("1.6", message.callPayload);
      if (message.action !== "StatusNotification" || now === null) return nothing;
      const { key, name, status } = now;
      const before = newest.get(key);
      if (!table.has(status)) {
        newest.delete(key);
        return nothing;
      }
      touch(newest, key, { status, seq });
      const isForeign = key === "0" && !ofStation.has(status);
      const isIrregular =
        before !== undefined && before.status !== status && !table.get(before.status)?.has(status);
      if (!isForeign && !isIrregular) return nothing;
      const change = isForeign ? `0>${status}` : `${before?.status}>${status}`;
      const times = (told.get(change) ?? 0) + 1;
      told.set(change, times);
      if (!isPowerOfTen(times)) return nothing;
      const often = times === 1 ? "" : ` (for the ${times}th time on this link)`;
      const sentence = isForeign
        ? `The station reported the status ${status} for ${name}, which can only be Available, Unavailable or Faulted${often}.`
        : `The station changed the status of ${cut(name)} from ${before?.status} to ${status}, a change that OCPP 1.6 does not list${often}.`;
      return [
        {
          sentence,
          evidence: before === undefined || isForeign ? [seq] : [before.seq, seq],
          details: { connectorId: Number(key), from: before?.status ?? "", to: status, times },
        },
      ];
    },
  },
  { actions: ["StatusNotification", "BootNotification"] },
);

function parse(saved: Json): State {
  const [newest, told] = listOf(saved);
  const state: State = { newest: new Map(), told: new Map() };
  for (const entry of listOf(newest).slice(-connectorsMax)) {
    const [key, status, seq] = listOf(entry);
    if (typeof key === "string" && typeof status === "string" && table.has(status)) {
      state.newest.set(key, { status, seq: numberOr(seq, 0) });
    }
  }
  for (const entry of listOf(told).slice(0, 2 * table.size * table.size)) {
    const [change, times] = listOf(entry);
    if (typeof change === "string") state.told.set(change, numberOr(times, 0));
  }
  return state;
}
