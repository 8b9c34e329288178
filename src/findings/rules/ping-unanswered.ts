/** Pings that got no pong before their link ended. */
import { type Leg, otherSender, type Sender } from "../../base/ids.ts";
import type { Json } from "../../exchange/message.ts";
import { endsWaiting } from "../happening.ts";
import { nothing, type Report, statefulRule } from "../rule.ts";
import { duration, Party, partyOn, plural } from "../wording.ts";
import { listOf, numberOr } from "./counts.ts";

/** A pong on a bad mobile link takes this long; a younger ping proves nothing. */
const PONG_US = 10_000_000;
const PENDING_MAX = 16;

/** Payload as hexadecimal text, and when it was sent; oldest first. */
type Ping = readonly [payload: string, atUs: number];
type Pings = Record<Sender, readonly Ping[]>;

export const pingUnanswered = statefulRule<Pings>(
  {
    id: "ping-unanswered",
    title: "Pings were not answered before the link ended",
    severity: "warning",
    side: "station",
    clause: "RFC 6455 §5.5.2, §5.5.3; OCPP-J 1.6 §5.3; OCPP 2.0.1 Part 4 §5.2",
    explanation:
      "Either side may send a WebSocket ping, and the other has to answer with a pong that repeats its content. Without pongs the sender takes the link for dead and closes it. The other side had lost power or network, or its WebSocket library ignores pings or changes their content.",
    remedy:
      "If this side went on sending messages, its library does not answer pings: update it, or switch pings off on the other side. Otherwise look for a loss of power or network at that time.",
  },
  {
    scope: "link",
    begin: () => ({ station: [], csms: [] }),
    save: ({ station, csms }): Json =>
      [station, csms].map((pings) => pings.map((ping) => [...ping])),
    parse(saved) {
      const [station, csms] = listOf(saved);
      return { station: listOf(station).flatMap(parsePing), csms: listOf(csms).flatMap(parsePing) };
    },
  },
  {
    "control-frame"({ record, atUs }, _link, pings) {
      const { sender } = record;
      const payload = record.payload.toString("hex", 0, 125);
      if (record.opcode === 9)
        pings[sender] = [...pings[sender], [payload, atUs] as const].slice(-PENDING_MAX);
      if (record.opcode !== 10) return nothing;
      // A pong answers the newest ping with its content and all before it (RFC 6455 §5.5.3).
      const asker = otherSender(sender);
      const answered = pings[asker].findLastIndex(([sent]) => sent === payload);
      pings[asker] = pings[asker].slice(answered + 1);
      return nothing;
    },
    note({ body }, _link, pings) {
      // Frames are missing from the record now, pongs may be among them.
      if (body.note === "rate-limited" || endsWaiting(body))
        Object.assign(pings, { station: [], csms: [] });
      return nothing;
    },
    "link-closed"({ atUs }, { leg }, pings) {
      return (["station", "csms"] as const).flatMap((sender) =>
        reportOf(pings[sender], { sender, leg, atUs }),
      );
    },
  },
);

function reportOf(
  pings: readonly Ping[],
  { sender, leg, atUs }: { readonly sender: Sender; readonly leg: Leg; readonly atUs: number },
): readonly Report[] {
  const unanswered = pings.filter(([, sentAtUs]) => atUs - sentAtUs >= PONG_US);
  const first = unanswered[0];
  if (first === undefined) return nothing;
  const silent = otherSender(sender);
  return [
    {
      sentence: `${Party[silent]} did not answer ${plural(unanswered.length, "ping")} of ${partyOn(leg, sender)} before the link ended; the first was sent ${duration(atUs - first[1])} before the end.`,
      side: silent,
      evidence: [],
      details: { pings: unanswered.length, sender },
    },
  ];
}

function parsePing(saved: Json): readonly Ping[] {
  const [payload, atUs] = listOf(saved);
  return typeof payload === "string" ? [[payload, numberOr(atUs, 0)]] : [];
}
