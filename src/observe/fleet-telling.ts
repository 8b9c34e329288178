/** How the events of what instances share are told; see `telling.ts`. */
import { counter, type EventOf, type Telling } from "./telling-parts.ts";

type Name =
  | "boardLost"
  | "boardFound"
  | "overrideSet"
  | "bookKnown"
  | "overrideFollowed"
  | "overrideUnusable"
  | "faultSet"
  | "faultEnded"
  | "faultActed"
  | "liveShareDropped";

export const fleetTellings: { readonly [Each in Name]: Telling<EventOf<Each>> } = {
  boardLost: {
    level: "error",
    text: ({ where, problem }) =>
      `what instances share, ${where}, cannot be had: ${problem}; links go on`,
    metrics: [counter("ocpptap_board_losses_total", "Times the shared state ceased to work.")],
  },
  boardFound: {
    level: "info",
    text: ({ where, members }) =>
      `what instances share is ${where}; ${members} processes are there`,
    metrics: [],
  },
  overrideSet: {
    level: "info",
    text: ({ stationId, override, setBy, isNow }) =>
      `${stationId}: ${override === "" ? "override removed" : `override set: ${override}`}` +
      `${isNow ? ", at once" : ""}, by ${setBy}`,
    metrics: [counter("ocpptap_overrides_set_total", "Route overrides that were set or removed.")],
  },
  bookKnown: {
    level: "info",
    text: ({ book, entries, version }) => `${book} that are known: ${entries}, version ${version}`,
    metrics: [],
  },
  overrideFollowed: {
    level: "info",
    text: ({ stationId, override }) => `${stationId}: relayed by an override to ${override}`,
    metrics: [counter("ocpptap_overrides_followed_total", "Handshakes that an override led.")],
  },
  overrideUnusable: {
    level: "error",
    text: ({ stationId, override, problem }) =>
      `${stationId}: its override to ${override} cannot be followed, its own route is: ${problem}`,
    metrics: [
      counter("ocpptap_overrides_unusable_total", "Handshakes whose override was passed over."),
    ],
  },
  faultSet: {
    level: "warn",
    text: ({ fault, stationId, what, until, setBy }) =>
      what === ""
        ? `${stationId}: the fault on purpose ${fault} was removed by ${setBy}`
        : `${stationId}: the fault on purpose ${fault} was set until ${until} by ${setBy}: ${what}`,
    metrics: [counter("ocpptap_faults_set_total", "Faults on purpose that were set or removed.")],
  },
  faultEnded: {
    level: "info",
    text: ({ fault, stationId }) => `${stationId}: the fault on purpose ${fault} has ended`,
    metrics: [],
  },
  faultActed: {
    level: "debug",
    text: ({ fault, stationId, did }) => `${stationId}: the fault on purpose ${fault}: ${did}`,
    metrics: [
      counter("ocpptap_faults_acted_total", "Messages to which a fault on purpose did something."),
    ],
  },
  liveShareDropped: {
    level: "warn",
    text: ({ messages }) => `${messages} live messages were not shown on other machines`,
    metrics: [
      counter("ocpptap_live_unshared_messages_total", "Live messages others did not get.", {
        amount: ({ messages }) => messages,
      }),
    ],
  },
};
