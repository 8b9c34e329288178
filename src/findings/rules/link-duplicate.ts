/** Stations with two links at the same time. Told when one of them ends. */
import type { Json } from "../../exchange/message.ts";
import { nothing, statefulRule } from "../rule.ts";
import { duration } from "../wording.ts";
import { listOf } from "./counts.ts";

/** Open links and when they opened; the oldest comes first. */
type OpenLinks = Map<string, number>;

const OPEN_LINKS_MAX = 16;
/** A station that dials again right after closing may overtake its own goodbye. */
const HANDOVER_US = 1_000_000;

export const linkDuplicate = statefulRule<OpenLinks>(
  {
    id: "link-duplicate",
    title: "The station connected while it was still connected",
    severity: "warning",
    side: "station",
    clause: "OCPP-J 1.6 §3.1.1, §5.4; OCPP 2.0.1 Part 4 §3.1.1",
    explanation:
      "A station has one link to its CSMS. After a loss of the network it often dials again before the old connection is known to be dead; some CSMSs then refuse the new one, or close the wrong one. Two stations with the same identity look just the same.",
    remedy:
      "If the addresses of the two links differ, look for two stations with one identity. Otherwise shorten the ping interval, so that dead connections are found sooner, and let the CSMS keep the newest link.",
  },
  {
    scope: "station",
    begin: () => new Map(),
    save: (open): Json => [...open],
    parse: (saved) => new Map(listOf(saved).flatMap(parseEntry)),
  },
  {
    "link-opened"({ atUs }, { linkId }, open) {
      open.set(linkId, atUs);
      const [oldest] = open.size > OPEN_LINKS_MAX ? open.keys() : [];
      if (oldest !== undefined) open.delete(oldest);
      return nothing;
    },
    "link-closed"({ atUs, body }, { linkId }, open) {
      const openedAtUs = open.get(linkId) ?? atUs;
      open.delete(linkId);
      const other = [...open].at(-1) ?? null;
      const overlapUs = other === null ? 0 : Math.max(0, atUs - Math.max(other[1], openedAtUs));
      const isReplaced = body?.how === "superseded";
      if (body === null || (overlapUs < HANDOVER_US && !isReplaced)) return nothing;
      const how = isReplaced
        ? `; ocpptap closed the older one, which had been silent for ${duration(body.idleMs * 1000)}`
        : "";
      const time = overlapUs < HANDOVER_US ? "" : ` for ${duration(overlapUs)}`;
      return [
        {
          sentence: `The station had two links open at the same time${time}${how}.`,
          evidence: [],
          details: { overlapMs: Math.round(overlapUs / 1000), otherLink: other?.[0] ?? null },
        },
      ];
    },
  },
);

function parseEntry(saved: Json): readonly (readonly [string, number])[] {
  const [linkId, openedAtUs] = listOf(saved);
  return typeof linkId === "string" && typeof openedAtUs === "number" ? [[linkId, openedAtUs]] : [];
}
