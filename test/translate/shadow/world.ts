/** A shadowed link as its spool would tell it, and the other CSMS. */
import { onTestFinished } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { type LinkId, newLinkId, type Sender } from "../../../src/base/ids.ts";
import type { Json } from "../../../src/exchange/message.ts";
import type { TapEvent, TapEventName } from "../../../src/observe/events.ts";
import type { SpoolRecord } from "../../../src/spool/record.ts";
import { createShadowLinks, type ShadowRoute } from "../../../src/translate/shadow/links.ts";
import { asking, translatedRoute } from "../../support/legs.ts";
import { memoryState } from "../../support/memory-state.ts";
import { messageOf, openedOf } from "../../support/spool.ts";
import { startStrictCsms } from "../../support/translated-peers.ts";

export const boot = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };

export async function shadowed(options: { readonly upstream?: string } = {}) {
  const other = await startStrictCsms();
  const store = memoryState();
  const events: TapEvent[] = [];
  const recorded: SpoolRecord[] = [];
  const eventsOf = <N extends TapEventName>(name: N) =>
    events.filter((event) => event.name === name) as Extract<TapEvent, { name: N }>[];
  const route: ShadowRoute = {
    ...translatedRoute(options.upstream ?? other.url),
    simulateAccept: false,
  };
  const links = createShadowLinks([route], {
    ...{ store, clock: systemClock, observe: (event: TapEvent) => void events.push(event) },
    asking: await asking(),
    record: {
      spool: {
        append: (record) => recorded.push(record) > 0,
        whenWritten: (callback) => callback(),
      },
      instance: "test.shadow",
      messageBytesMax: 1_000_000,
    },
    credentials: { authorizationOf: () => null },
  });
  onTestFinished(() => links.close());
  const atUs = () => systemClock.nowUs();

  function take(record: SpoolRecord, isLive = true): void {
    links.take({ ...record, receivedAtUs: atUs() }, isLive);
  }

  function link(body: object = {}, linkId: LinkId = newLinkId(), isLive = true) {
    const opened = openedOf(linkId);
    const facts = { target: "/CP-1?secret=1", subprotocol: "ocpp1.6", mode: "transparent" };
    take({ ...opened, body: { ...opened.body, ...facts, ...body } as typeof opened.body }, isLive);
    let seq = 0;
    const say = (sender: Sender, message: Json | string, live = true) => {
      seq += 1;
      const text = typeof message === "string" ? message : JSON.stringify(message);
      const payload = Buffer.from(text);
      const sizes = { payload, payloadBytes: payload.length, wireBytes: payload.length };
      take({ ...messageOf(linkId, seq), sender, ...sizes }, live);
    };
    return { linkId, say };
  }

  return { other, store, events, recorded, eventsOf, links, link, take };
}
