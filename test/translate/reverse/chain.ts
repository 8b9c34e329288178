/**
 * A 1.6 station, a translator to 2.0.1, a translator back to 1.6, and a 1.6 CSMS: what goes in at
 * one end is to come out at the other.
 */
import type { Json } from "../../../src/exchange/message.ts";
import { fieldOf } from "../../../src/translate/json.ts";
import type { LegName } from "../../../src/translate/live.ts";
import { type Sent, type Stage, stage } from "../stage.ts";
import { csms16, reverseStage } from "./stage.ts";

export function chain() {
  const forward = stage();
  const reverse = reverseStage();
  const answers = csms16();
  let [fromForward, fromReverse] = [0, 0];

  /** Until nothing is on its way between the two; the CSMS answers whatever it is asked. */
  function settle(): void {
    for (let round = 0; round < 500; round += 1) {
      const forwardUntil = forward.sent.length;
      const isUp = move(forward, reverse, { from: "csms", to: "station", seen: fromForward });
      fromForward = forwardUntil;
      const reverseUntil = reverse.sent.length;
      const isDown = move(reverse, forward, { from: "station", to: "csms", seen: fromReverse });
      fromReverse = reverseUntil;
      const asked = reverse.pending("csms");
      if (asked !== null) reverse.answer("csms", answerTo(asked));
      else if (!isUp && !isDown) return;
    }
  }

  function answerTo(asked: Sent): Json {
    const currentTime = new Date(reverse.now).toISOString();
    if (asked.action !== "BootNotification") return answers(asked);
    return { status: "Accepted", interval: 300, currentTime };
  }

  for (const each of [forward, reverse]) {
    each.up("station");
    each.up("csms");
  }
  return {
    forward,
    reverse,
    settle,
    /** The 1.6 station calls. */
    station(action: string, payload: Json): void {
      forward.station(action, payload);
      settle();
    },
    /** The 1.6 CSMS calls. */
    csms(action: string, payload: Json): void {
      reverse.csms(action, payload);
      settle();
    },
    /** The 1.6 station answers. */
    answer(payload: Json): void {
      forward.answer("station", payload);
      settle();
    },
    pass(ms: number): void {
      forward.pass(ms);
      reverse.pass(ms);
      settle();
    },
    /** What the CSMS was asked, in order. */
    asked: (action: string): readonly Json[] =>
      reverse.sent
        .filter((each) => each.leg === "csms" && each.type === "call" && each.action === action)
        .map(({ payload }) => payload),
    /** The newest answer to the CSMS. */
    told: (): Json =>
      reverse.sent.findLast(({ leg, type }) => leg === "csms" && type !== "call")?.payload ?? null,
  };
}

export type Chain = ReturnType<typeof chain>;

type Way = { readonly from: LegName; readonly to: LegName; readonly seen: number };

function move(source: Stage, target: Stage, { from, to, seen }: Way): boolean {
  const news = source.sent.slice(seen).filter(({ leg }) => leg === from);
  for (const { type, action, payload, messageId } of news) {
    if (type === "call") target.call(to, action, payload, messageId);
    else if (type === "callResult") target.answer(to, payload);
    else target.fail(to, String(fieldOf(payload, "errorCode")));
  }
  return news.length > 0;
}
