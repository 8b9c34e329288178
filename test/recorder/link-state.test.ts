import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import {
  closedLinkOf,
  countMessage,
  reopenedLink,
  setOpened,
  unknownLink,
} from "../../src/recorder/link-state.ts";
import { messageOf, openedOf } from "../support/spool.ts";

const linkId = newLinkId();
const defaults = { instance: "test", exchangeTimeoutMs: 30_000 };

it("takes the negotiated version over an inferred one", () => {
  const link = unknownLink(linkId, 1, defaults);
  link.version = "2.0.1";
  setOpened(link, openedOf(linkId), "run");
  expect(link).toMatchObject({ version: "1.6", negotiated: "1.6", stationId: "CP-1" });
  const opened = openedOf(linkId);
  setOpened(link, { ...opened, body: { ...opened.body, subprotocol: null } }, "run");
  expect(link).toMatchObject({ version: "1.6", negotiated: null });
});

it("counts what was recorded, for the case that nobody else tells", () => {
  const link = unknownLink(linkId, 1, defaults);
  countMessage(link, messageOf(linkId, 1, { receivedAtUs: 5, wireBytes: 10 }));
  countMessage(link, messageOf(linkId, 2, { receivedAtUs: 6, wireBytes: 20 }));
  expect(link).toMatchObject({
    lastAtUs: 6,
    messages: { station: 1, csms: 1 },
    bytes: { station: 10, csms: 20 },
  });
});

it("goes on with what is known when something comes after the end", () => {
  const link = unknownLink(linkId, 1, defaults);
  setOpened(link, openedOf(linkId), "run");
  link.seqs.lastSeq = 9;
  const again = reopenedLink(closedLinkOf(link), 20);
  expect(again).toMatchObject({ stationId: "CP-1", version: "1.6", seqs: { lastSeq: 9 } });
});
