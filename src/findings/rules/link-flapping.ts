/** Stations that connect again and again. */
import type { Json } from "../../exchange/message.ts";
import { nothing, statefulRule } from "../rule.ts";
import { duration, plural } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

const LINKS = 5;
const WINDOW_US = 5 * 60_000_000;

type Flaps = { openedAtUs: readonly number[]; lastedUs: readonly number[]; toldAtUs: number };

export const linkFlapping = statefulRule<Flaps>(
  {
    id: "link-flapping",
    title: "The station connects again and again",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §5.4; OCPP 2.0.1 Part 4 §5.3",
    explanation:
      "A healthy station keeps its link for days. One that connects every few seconds or minutes can hardly be controlled, fills the CSMS's queues with BootNotifications and uses up mobile data. The pattern tells the cause: always the same duration points to a time-out, random ones to the network.",
    remedy:
      "Look at what ends the links: their close codes, the last message before the end, the mobile signal. Let the station wait longer after each failed try.",
  },
  {
    scope: "station",
    begin: () => ({ openedAtUs: [], lastedUs: [], toldAtUs: 0 }),
    save: ({ openedAtUs, lastedUs, toldAtUs }): Json => [openedAtUs, lastedUs, toldAtUs],
    parse(saved) {
      const [openedAtUs, lastedUs, toldAtUs] = listOf(saved);
      return {
        openedAtUs: listOf(openedAtUs).map((at) => numberOr(at, 0)),
        lastedUs: listOf(lastedUs).map((us) => numberOr(us, 0)),
        toldAtUs: numberOr(toldAtUs, 0),
      };
    },
  },
  {
    "link-opened"({ atUs }, _link, state) {
      state.openedAtUs = [...state.openedAtUs, atUs].slice(-LINKS);
      const first = state.openedAtUs[0] ?? atUs;
      const isDense = state.openedAtUs.length === LINKS && atUs - first <= WINDOW_US;
      if (!isDense || atUs - state.toldAtUs < WINDOW_US) return nothing;
      state.toldAtUs = atUs;
      const lasted = state.lastedUs.map(duration).join(", ");
      return [
        {
          sentence: `The station opened ${plural(LINKS, "link")} within ${duration(atUs - first)}${lasted === "" ? "" : `; those before the last one lasted ${lasted}`}.`,
          evidence: [],
          details: { links: LINKS, withinMs: Math.round((atUs - first) / 1000) },
        },
      ];
    },
    "link-closed"({ body }, _link, state) {
      if (body === null) return nothing;
      state.lastedUs = [...state.lastedUs, body.openMs * 1000].slice(1 - LINKS);
      return nothing;
    },
  },
);
