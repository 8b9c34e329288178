import { expect, it } from "vitest";
import { around, SEEK_ROWS_MAX, seek } from "../../../src/ui/lib/arrival.ts";

const at = "2026-11-21T09:00:00.000500Z";
const sought = { index: -1, rowsKnown: 100, hasMore: true, oldestRead: "", at };

it("reads on until it is found, passed, or too far down", () => {
  expect(seek({ ...sought, index: 7 })).toEqual({ kind: "found", index: 7 });
  expect(seek({ ...sought, index: 90 })).toEqual({ kind: "read", index: 100 });
  expect(seek({ ...sought, index: 90, hasMore: false })).toEqual({ kind: "found", index: 90 });
  const newer = "2026-11-21T09:00:00.000501Z";
  expect(seek({ ...sought, oldestRead: newer })).toEqual({ kind: "read", index: 100 });
  expect(seek({ ...sought, oldestRead: at })).toEqual({ kind: "read", index: 100 });
  const older = "2026-11-21T09:00:00.000499Z";
  const notThere = { kind: "lost", isBeyond: false };
  expect(seek({ ...sought, oldestRead: older })).toEqual(notThere);
  expect(seek({ ...sought, hasMore: false })).toEqual(notThere);
  const far = { ...sought, rowsKnown: SEEK_ROWS_MAX, oldestRead: newer };
  expect(seek(far)).toEqual({ kind: "lost", isBeyond: true });
});

it("knows the time around a message", () => {
  expect(around(at)).toEqual({ from: "2026-11-21T08:55:00.000Z", to: "2026-11-21T09:00:05.000Z" });
});
