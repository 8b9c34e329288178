import { expect, it } from "vitest";
import { newLinkId } from "../../src/base/ids.ts";
import { createLinkCalls } from "../../src/exchange/calls.ts";
import { createPairing } from "../../src/exchange/pair.ts";
import { parseLinkCalls, saveLinkCalls } from "../../src/exchange/pair-snapshot.ts";

it("brings back calls with their context, order and chains of equal ids", () => {
  const linkId = newLinkId();
  const pairing = createPairing({ timeoutMs: 1_000 });
  const context = { transactionId: "7", connectorId: 1, evseId: null, idToken: "AB" };
  for (const seq of [1, 2, 3]) {
    const at = { linkId, leg: "both", sender: "station", seq, atUs: seq, messageId: "1" } as const;
    pairing.step({
      kind: "call",
      ...at,
      action: "MeterValues",
      context,
      isMalformed: seq === 2,
      payload: { seq },
      fingerprint: seq,
    });
  }
  const saved = pairing.saveLink(linkId);
  const link = parseLinkCalls(linkId, JSON.parse(JSON.stringify(saved)));
  expect(saveLinkCalls(link, "whole")).toEqual(saved);
  const [calls] = link.sides.values();
  expect([...(calls?.open ?? [])].map(({ seq, nth }) => [seq, nth])).toEqual([
    ...[
      [1, 1],
      [2, 2],
      [3, 3],
    ],
  ]);
  expect(calls?.byKey.get("1")).toMatchObject({
    seq: 3,
    context,
    payload: { seq: 3 },
    fingerprint: 3,
    older: { isMalformed: true },
  });
});

it("makes an empty link of anything else", () => {
  for (const saved of [null, 7, "x", [], { sides: [] }, { sides: { 0: [[1, 2]] } }]) {
    expect(parseLinkCalls(newLinkId(), saved).gapAtUs).toBeNull();
  }
  expect(saveLinkCalls(createLinkCalls(), "whole")).toEqual({
    sides: {},
    opaque: [],
    gapAtUs: null,
  });
});
