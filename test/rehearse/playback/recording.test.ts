import { describe, expect, it } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { OperationalError } from "../../../src/base/errors.ts";
import { newLinkId } from "../../../src/base/ids.ts";
import { limits } from "../../../src/base/limits.ts";
import { createRedact } from "../../../src/exchange/redact.ts";
import { createRecording, type RecordingDeps } from "../../../src/rehearse/playback/recording.ts";
import type { FrozenInsert, MessageRow } from "../../../src/store/rows.ts";
import { messageOf, openedOf } from "../../support/spool.ts";

function recorded(insert: RecordingDeps["insert"]) {
  const rows: MessageRow[] = [];
  const recording = createRecording("replay-1", {
    ...{ insert, clock: systemClock, observe: () => undefined },
    onRow: (row) => void rows.push(row),
    redact: createRedact({ names: [], hashToken: null }),
  });
  const linkId = newLinkId();
  const opened = openedOf(linkId);
  const body = { ...opened.body, leg: "shadow" as const, instance: "replay-1" };
  recording.spool.append({ ...opened, body });
  const source = newLinkId();
  const note = { note: "translated", seq: 1, from: { linkId: source, seq: 7 } } as const;
  const { receivedAtUs } = opened;
  recording.spool.append({ kind: "note", receivedAtUs, linkId, seq: 0, body: note });
  recording.spool.append({ ...messageOf(linkId, 1), leg: "shadow" });
  return { recording, rows, source };
}

const busy = () => new OperationalError("STORE_BUSY", { problem: "the test said so" });

describe("what was played", () => {
  it("is rows at once, with what they were made of, and written before it is closed", async () => {
    const inserts: FrozenInsert[] = [];
    const { recording, rows, source } = recorded(async (insert) => void inserts.push(insert));
    expect(rows).toMatchObject([
      { leg: "shadow", instance: "replay-1", fromLinkId: source, fromSeq: 7 },
    ]);
    await recording.room();
    await recording.close();
    expect(inserts.map(({ table }) => table)).toEqual(
      expect.arrayContaining(["links", "messages"]),
    );
    expect(recording.written()).toBe(1);
  });

  it("is the same batch again where the store is busy, under the same token", async () => {
    const tokens: string[] = [];
    const { recording } = recorded(async ({ token }) => {
      tokens.push(token);
      if (tokens.length === 1) throw busy();
    });
    await recording.close();
    expect(tokens[0]).toBe(tokens[1]);
    expect(recording.written()).toBe(1);
  });

  it("is told where it cannot be kept, and nobody goes on", async () => {
    const { recording } = recorded(() => Promise.reject(new Error("no disk")));
    await expect(recording.close()).rejects.toThrow("no disk");
    await expect(recording.room()).rejects.toThrow("no disk");
    expect(recording.written()).toBe(0);
  });

  it("is nothing where nobody wants it", async () => {
    const { recording, rows } = recorded(null);
    await recording.close();
    expect([rows.length, recording.written()]).toEqual([1, 0]);
    expect(limits.playbackWritesMax).toBeGreaterThan(1);
  });
});
