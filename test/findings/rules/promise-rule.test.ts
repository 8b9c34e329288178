import { expect, it } from "vitest";
import type { RuleText } from "../../../src/findings/rule.ts";
import { promiseRule } from "../../../src/findings/rules/promise-rule.ts";
import { record } from "../../support/recording.ts";

const MINUTE_MS = 60_000;
const text: RuleText = {
  ...{ id: "test", title: "", severity: "warning", side: "station" },
  ...{ clause: "", explanation: "", remedy: "" },
};

/** `Reset` promises a Heartbeat within a minute. */
function ruleOf(scope: "link" | "station") {
  return promiseRule(text, {
    scope,
    asking: ["Reset"],
    heeding: ["Heartbeat"],
    wanted: () => ({ want: "", connectorId: null, evseId: null, idToken: "" }),
    accepting: ["Accepted"],
    withinUs: () => MINUTE_MS * 1000,
    hear: (_promised, { action }) => action === "Heartbeat",
    tell: (_promised, { waitedUs, times }) => ({ sentence: `${waitedUs / 1e6} s, ${times}` }),
  });
}

const call = `[2,"1","Reset",{}]`;
const accepts = `[3,"1",{"status":"Accepted"}]`;

it("tells what is missing at its deadline, by a tick or by the next message", () => {
  const told = record({ rules: [ruleOf("link")] });
  const link = told.link().open().csms(call).station(accepts).tick(MINUTE_MS);
  expect(told.findings()).toMatchObject([{ evidence: [1, 2], sentence: "60 s, 1" }]);
  // Kept in between, so that the next broken one is the first in a row again.
  link.csms(call).station(accepts).station(`[2,"h","Heartbeat",{}]`).csms(call).station(accepts);
  link.station(`[2,"h2","Heartbeat",{}]`, { afterMs: 90_000 });
  expect(told.findings()).toMatchObject([{}, { evidence: [6, 7], sentence: "90 s, 1" }]);
});

it("is silent about what another link of a translated station says", () => {
  const told = record({ rules: [ruleOf("link")] });
  const link = told.link().open();
  for (const [seq, sender, payload] of [
    [1, "csms", call],
    [2, "station", accepts],
  ] as const) {
    told.take({
      ...{ kind: "message", linkId: link.linkId, seq, receivedAtUs: 1_790_000_000_000_000 },
      ...{ sender, leg: "csms", opcode: 1, payload: Buffer.from(payload) },
      ...{ isCompressed: false, isFragmented: false, isTruncated: false },
      ...{ payloadBytes: payload.length, wireBytes: payload.length },
    });
  }
  link.tick(5 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("lets go of what may have been said in a gap", () => {
  const told = record({ rules: [ruleOf("link")] });
  told
    .link()
    .open()
    .csms(call)
    .station(accepts)
    .gap(3, 4)
    .tick(5 * MINUTE_MS);
  expect(told.findings()).toEqual([]);
});

it("waits a while after a reconnect where the station keeps promises across links", () => {
  const told = record({ rules: [ruleOf("station")] });
  told.link().open().csms(call).station(accepts).close();
  const link = told
    .link()
    .tick(5 * MINUTE_MS)
    .open()
    .tick(50_000);
  expect(told.findings()).toEqual([]);
  link.tick(11_000);
  expect(told.findings()).toMatchObject([{ evidence: [] }]);
});
