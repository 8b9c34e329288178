/** How the events of a cut-over are told; see `telling.ts`. */
import type { CutoverEvent } from "./cutover-events.ts";
import { counter, type EventOf, type Telling } from "./telling-parts.ts";

type Name = CutoverEvent["name"];

export const cutoverTellings: { readonly [Each in Name]: Telling<EventOf<Each>> } = {
  planStepped: {
    level: "info",
    text: ({ plan, who, what, why, stations }) =>
      `plan ${plan}: ${what}${stations > 0 ? `, ${stations} stations` : ""}` +
      `${why === "" ? "" : `: ${why}`} (${who})`,
    metrics: [
      counter("ocpptap_plan_steps_total", "Entries of the trails of cut-overs."),
      counter("ocpptap_plan_stations_moved_total", "Stations that plans have moved.", {
        amount: ({ what, stations }) => (what === "moved" ? stations : 0),
      }),
      counter("ocpptap_plan_stations_returned_total", "Stations that plans have taken back.", {
        amount: ({ what, stations }) => (what === "back" ? stations : 0),
      }),
    ],
  },
  planBlind: {
    level: "error",
    text: ({ problem }) => `plans do not go on: ${problem}`,
    metrics: [counter("ocpptap_plan_blind_total", "Times plans could not go on.")],
  },
  statePromoted: {
    level: "info",
    text: ({ stationId, from, documents }) =>
      `${stationId}: its state was taken over from ${from}, ${documents} documents`,
    metrics: [counter("ocpptap_states_promoted_total", "States of stations that changed hands.")],
  },
  stateNotPromoted: {
    level: "error",
    text: ({ stationId, problem }) =>
      `${stationId}: its state could not be taken over, it goes on without: ${problem}`,
    metrics: [
      counter("ocpptap_states_unpromoted_total", "States of stations that could not change hands."),
    ],
  },
};
