import { expect, it } from "vitest";
import { newLinkId } from "../../../src/base/ids.ts";
import { limits } from "../../../src/base/limits.ts";
import type { MessageHappening } from "../../../src/findings/happening.ts";
import { listOf, noteUse, usedIdsMemory } from "../../../src/findings/rules/used-ids.ts";
import { messageOf } from "../../support/spool.ts";

const linkId = newLinkId();

function happening(messageId: string, action: string): MessageHappening {
  const record = messageOf(linkId, 1, { payload: Buffer.from(messageId + action) });
  const message = { type: "call", messageId, action, callPayload: {} } as const;
  const at = { atUs: 5, seq: 1, sender: "station", leg: "both" } as const;
  return { kind: "message", ...at, record, message, request: null };
}

it("knows an id again after being saved and restored", () => {
  const used = usedIdsMemory.begin();
  expect(noteUse(used, happening("1", "Heartbeat"))).toBeNull();
  const restored = usedIdsMemory.parse(usedIdsMemory.save(used));
  expect(restored).toEqual(used);
  expect(noteUse(restored, happening("1", "Heartbeat"))).toMatchObject({ isSame: true });
  expect(noteUse(restored, happening("1", "Reset"))).toMatchObject({
    isSame: false,
    earlier: { action: "Heartbeat" },
  });
});

it("forgets the ids used longest ago", () => {
  const used = usedIdsMemory.begin();
  for (let id = 0; id <= limits.usedIdsMax; id += 1) noteUse(used, happening(`${id}`, "Reset"));
  expect([...used.values()].map((uses) => uses.size)).toEqual([limits.usedIdsMax]);
  expect(noteUse(used, happening("0", "Reset"))).toBeNull();
});

it("begins anew where it cannot read what was saved", () => {
  expect(usedIdsMemory.parse([1, ["x", []], [0, [[1], ["a", "b"]]]]).get(0)?.size).toBe(1);
  expect(listOf({})).toEqual([]);
});
