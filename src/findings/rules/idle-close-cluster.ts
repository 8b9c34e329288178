/** Links that end, one after the other, after the same time of silence. */
import type { Json } from "../../exchange/message.ts";
import { nothing, statefulRule } from "../rule.ts";
import { between } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

const CLOSES = 3;
/** Shorter silences are nothing special. */
const IDLE_MS_MIN = 15_000;
/** Apart by less than this, silences count as the same. */
const SPREAD_MS = 1_500;

type Idles = { idleMs: readonly number[] };

/** Ends that say nothing of the network. */
const OUR_OWN: ReadonlySet<string> = new Set(["shutdown", "superseded", "rerouted"]);

export const idleCloseCluster = statefulRule<Idles>(
  {
    id: "idle-close-cluster",
    title: "Links end after the same time of silence",
    severity: "warning",
    side: "network",
    clause: "RFC 6455 §5.5.2; OCPP-J 1.6 §5.3; OCPP 2.0.1 Part 4 §5.2",
    explanation:
      "Several links of the station in a row ended after the same time without a message. That is how a time-out works: a proxy, load balancer, firewall or mobile network drops connections that are silent for too long. 60 s is nginx's proxy_read_timeout.",
    remedy:
      "Let the station or the CSMS send WebSocket pings, or Heartbeats, at an interval below that time, or raise the time-out of the device on the way.",
  },
  {
    scope: "station",
    begin: () => ({ idleMs: [] }),
    save: ({ idleMs }): Json => idleMs,
    parse: (saved) => ({ idleMs: listOf(saved).map((ms) => numberOr(ms, 0)) }),
  },
  {
    "link-closed"({ body }, _link, state) {
      if (body === null || OUR_OWN.has(body.how)) return nothing;
      state.idleMs = [...state.idleMs, body.idleMs].slice(-CLOSES);
      const low = Math.min(...state.idleMs);
      const high = Math.max(...state.idleMs);
      if (state.idleMs.length < CLOSES || low < IDLE_MS_MIN || high - low > SPREAD_MS) {
        return nothing;
      }
      // The next finding takes as many closes again.
      state.idleMs = [];
      return [
        {
          sentence: `The station's last ${CLOSES} links ended after almost the same time of silence, ${between(low * 1000, high * 1000)}.`,
          evidence: [],
          details: { closes: CLOSES, idleMsMin: low, idleMsMax: high },
        },
      ];
    },
  },
);
