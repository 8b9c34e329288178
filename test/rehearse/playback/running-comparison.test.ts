import { expect, it } from "vitest";
import { type LinkId, parseStationId } from "../../../src/base/ids.ts";
import { limits } from "../../../src/base/limits.ts";
import { createRunningComparison } from "../../../src/rehearse/playback/running-comparison.ts";
import { linkIdOf, messageRow } from "../../query/rows.ts";
import { conversation, linkOf, type Told } from "./days.ts";

const CP_1 = parseStationId("CP-1");
const link = linkOf();
const accepted = { idTagInfo: { status: "Accepted" } };

function comparison(only: ReadonlySet<string> | null = null) {
  let nowMs = 0;
  const running = createRunningComparison({ only, nowMs: () => nowMs });
  let seq = 0;
  /** One call of the record with its answer, and what was made of it. */
  const play = (told: Told, answer: object | null, made = told.action) => {
    const nth = seq;
    const messages = conversation([told], link).map((each) => ({
      ...each,
      seq: each.seq + 2 * nth,
      requestSeq: each.requestSeq === null ? null : each.requestSeq + 2 * nth,
    }));
    seq += 1;
    const [call, answered] = messages;
    if (call === undefined) throw new Error("nothing is said");
    running.asked(CP_1, call);
    const shared = { leg: "shadow", linkId: linkIdOf(9), action: made, stationId: CP_1 } as const;
    const from: { fromLinkId: LinkId; fromSeq: number } = {
      fromLinkId: link.linkId,
      fromSeq: call.seq,
    };
    running.played(messageRow({ ...shared, ...from, seq: call.seq }));
    if (answered !== undefined) running.recordedAnswer(answered);
    if (answer === null) return;
    running.played(
      messageRow({
        ...{ ...shared, seq: call.seq + 1, sender: "csms", messageType: "callResult" },
        ...{ requestSeq: call.seq, latencyUs: 5_000, payload: JSON.stringify([3, "x", answer]) },
      }),
    );
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { running, play, pass };
}

it("finds what the CSMS decides otherwise, and what it does not answer", () => {
  const { running, play } = comparison();
  play({ atMs: 0, action: "Authorize", answer: accepted }, accepted);
  play({ atMs: 1, action: "Authorize", answer: accepted }, { idTagInfo: { status: "Blocked" } });
  play({ atMs: 2, action: "Heartbeat", answer: {} }, null);
  const { pairs, differing, differences } = running.end();
  expect({ pairs, differing, messages: running.messages() }).toEqual({
    ...{ pairs: 3, differing: 2, messages: 5 },
  });
  expect(differences.map(({ action, kind }) => `${action} ${kind}`).toSorted()).toEqual([
    ...["Authorize token", "Heartbeat missing"],
  ]);
});

it("compares only the actions that are asked for", () => {
  const { running, play } = comparison(new Set(["Authorize"]));
  play({ atMs: 0, action: "Authorize", answer: accepted }, accepted);
  play({ atMs: 1, action: "Heartbeat", answer: {} }, null);
  const { pairs, leftOut } = running.end();
  expect({ pairs, leftOut: leftOut.length }).toEqual({ pairs: 1, leftOut: 0 });
});

it("forgets a call after a while, and tells what comes of it later", () => {
  const { running, play, pass } = comparison();
  play({ atMs: 0, action: "Heartbeat", answer: {} }, { currentTime: "2026-11-20T06:00:00Z" });
  pass(limits.playbackPairMs + 1);
  play({ atMs: 1, action: "Heartbeat", answer: {} }, { currentTime: "2026-11-20T06:00:00Z" });
  const late = { fromLinkId: link.linkId, fromSeq: 1, leg: "shadow", linkId: linkIdOf(9) } as const;
  running.played(messageRow({ ...late, seq: 50 }));
  running.played(messageRow({ leg: "shadow", linkId: linkIdOf(9), seq: 51 }));
  running.played(messageRow({ leg: "shadow", linkId: linkIdOf(9), seq: 52, sender: "csms" }));
  const { pairs, leftOut } = running.end();
  expect(pairs).toBe(2);
  expect(leftOut.map(({ reason }) => reason).toSorted()).toEqual([
    ...["newCommand", "ownCall", "sourceOutside"],
  ]);
});
