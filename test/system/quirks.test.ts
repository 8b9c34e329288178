/**
 * Every quirk of the list of real-world quirks: survived (each message arrived exactly as it was
 * sent and the link stayed open), detected, and blamed on the right side; or survived in silence
 * where nobody is at fault.
 *
 * Mistakes other proxies make, and the test that keeps us from each:
 *  1 messages before the CSMS has answered are lost: below
 *  2 101 before the CSMS has answered: below; test/relay/handshake.test.ts
 *  3 the proxy picks the subprotocol: test/system/relay-peers.test.ts
 *  4 an offer of two taken for one name: test/system/relay-peers.test.ts (`ocpp1.6,ocpp2.0.1`)
 *  5 text and binary confused, payloads written anew: quirks 6, 8; test/property/relay-frames.test.ts
 *  6 pings answered twice, close codes replaced: quirks 18, 21; test/system/relay-peers.test.ts
 *  7 forwarding waits for the recorder: test/system/faults.test.ts (a frozen store)
 *  8 pairing by id alone: test/system/pairing.test.ts
 *  9 what cannot be decoded is thrown away: quirk 6; test/system/record.test.ts
 * 10 false warnings on clean traces: test/system/clean.test.ts, test/property/clean-traces.test.ts
 * 11 redaction in the live payload: quirk 35
 * 12 a stale CSMS leg at a redial: quirk 19; test/relay/presence.test.ts
 */
import { beforeAll, describe, expect, it } from "vitest";
import { problemOf } from "../../src/base/errors.ts";
import type { Finding, FindingsAnswer } from "../../src/console/contract.ts";
import { getJson, searchAll } from "../support/api.ts";
import { encodeFrame } from "../support/frames.ts";
import { lasting } from "../support/lifetime.ts";
import { dialRaw, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import type { Found, Quirk } from "../support/scenarios/quirk.ts";
import { behaviourQuirks } from "../support/scenarios/quirks-behaviour.ts";
import { linkQuirks } from "../support/scenarios/quirks-links.ts";
import { messageQuirks } from "../support/scenarios/quirks-messages.ts";
import { boot16, doesSay } from "../support/scenarios/scenario.ts";
import { serve } from "../support/serve.ts";
import { openStage, passes, patience, type Stage } from "../support/stage.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

const quirks = [...linkQuirks, ...messageQuirks, ...behaviourQuirks].map((quirk, at) => ({
  ...{ quirk, id: `Q${at}` },
  name: `${quirk.number}: ${quirk.title}`,
}));

type Outcome = {
  problem: string | null;
  /** By rule, as far as expected. */
  readonly findings: Map<string, readonly Finding[]>;
  /** Errors and warnings where there should be none. */
  harmful: readonly Finding[];
};

const outcomes = new Map<string, Outcome>();
/** Longest story; half a minute is what some need. */
const STORY_MS = 60_000;

beforeAll(async () => {
  await lasting(async () => {
    const stage = await openStage();
    for (const { id } of quirks) {
      outcomes.set(id, { problem: null, findings: new Map(), harmful: [] });
    }
    await Promise.all(
      quirks.map(async ({ quirk, id }) => {
        const never = passes(STORY_MS).then(() => "it did not end");
        const problem = await Promise.race([
          survive(stage, quirk, id).then(() => null, problemOf),
          never,
        ]);
        outcomeOf(id).problem = problem;
      }),
    );
    await detect(stage);
    for (const { quirk, id } of quirks) {
      if (quirk.found.length === 0) outcomeOf(id).harmful = await harmfulOf(stage, id);
    }
  });
});

function outcomeOf(id: string): Outcome {
  const outcome = outcomes.get(id);
  if (outcome === undefined) throw new Error("the stories were not told");
  return outcome;
}

async function survive(stage: Stage, quirk: Quirk, id: string): Promise<void> {
  if ("act" in quirk) return quirk.act(stage, id);
  const link = await stage.open(id, quirk.open ?? {});
  await link.tell(quirk.live);
  await quirk.also?.(link, stage, id);
  const { station, csms } = link;
  if (station.readyState !== station.OPEN || csms.readyState !== csms.OPEN) {
    throw new Error("the link did not stay open");
  }
  if (quirk.found.length > 0) return;
  // Only what is in the record can be silent.
  const messages = quirk.live.length;
  const recorded = async () =>
    (await stage.ask((url) => searchAll(url, `station:${id}`))).length >= messages;
  await until(recorded, `${messages} messages to be recorded`, ...patience);
}

/** Asks until all is found; where something does not come, what came of its rule is kept. */
async function detect(stage: Stage): Promise<void> {
  let missing = quirks.flatMap(({ quirk, id }) => quirk.found.map((found) => ({ found, id })));
  const lookAgain = async () => {
    const still: typeof missing = [];
    for (const { found, id } of missing) {
      const findings = await stage.findings(found.rule, found.isNameless ? undefined : id);
      outcomeOf(id).findings.set(found.rule, findings);
      if (!findings.some((finding) => fits(finding, found))) still.push({ found, id });
    }
    missing = still;
    return missing.length === 0;
  };
  await until(lookAgain, "all findings", ...patience).catch(() => undefined);
}

function fits(finding: Finding, { says = [] }: Found): boolean {
  return doesSay(finding.sentence, says);
}

async function harmfulOf(stage: Stage, id: string): Promise<readonly Finding[]> {
  const path = `/api/findings?limit=100&q=station:${id}`;
  const { body } = await stage.ask((url) => getJson<FindingsAnswer>(`${url}${path}`));
  return body.findings.filter(({ severity }) => severity !== "note");
}

it("has a story of every quirk", () => {
  const told = [...new Set(quirks.map(({ quirk }) => quirk.number))].sort((a, b) => a - b);
  expect(told).toEqual(Array.from({ length: 36 }, (_, at) => at + 1));
});

describe("quirk", () => {
  it.each(quirks)("$name", ({ quirk, id }) => {
    const { problem, findings, harmful } = outcomeOf(id);
    expect(problem).toBeNull();
    for (const { rule, side, severity, ...found } of quirk.found) {
      const of = findings.get(rule) ?? [];
      const told = of.find((finding) => fits(finding, { rule, side, ...found }));
      expect(
        told,
        `${rule} among ${JSON.stringify(of.map(({ sentence }) => sentence))}`,
      ).toBeDefined();
      expect(told).toMatchObject(severity === undefined ? { side } : { side, severity });
    }
    expect(harmful.map(({ sentence }) => sentence)).toEqual([]);
  });
});

it("keeps what a station says before the CSMS has answered, and the 101 until it has", async () => {
  const csms = await startRawCsms(() => null);
  const served = await serve(["--upstream", csms.url, "--data", await tempDir()]);
  const station = await dialRaw(Number(new URL(served.stationUrl).port));
  const frame = encodeFrame(boot16.slice(2), { mask: [1, 2, 3, 4] });
  station.send(
    Buffer.concat([Buffer.from(requestHead("/CP-1", ["Sec-WebSocket-Protocol: ocpp1.6"])), frame]),
  );
  const leg = await csms.leg(1);
  await leg.sees("\r\n\r\n");
  expect(station.text()).toBe("");
  leg.send(SWITCHING);
  await station.sees("101 Switching Protocols");
  await until(() => leg.received().includes(frame), "the BootNotification at the CSMS");
});
