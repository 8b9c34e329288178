/**
 * Every rule of the catalogue, raised through the whole program: peers on real sockets, or a timed
 * trace through `ocpptap import` where a rule wants minutes; then read from the API of the same
 * `serve`. A rule without a scenario fails here.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { problemOf } from "../../src/base/errors.ts";
import type { Finding, MessageAnswer } from "../../src/console/contract.ts";
import { ruleTexts } from "../../src/findings/catalogue.ts";
import { getJson } from "../support/api.ts";
import { lasting } from "../support/lifetime.ts";
import { linkScenarios } from "../support/scenarios/link.ts";
import { messageScenarios } from "../support/scenarios/messages.ts";
import { doesSay, type Scenario, type Scenarios } from "../support/scenarios/scenario.ts";
import { soapScenarios } from "../support/scenarios/soap.ts";
import { stationScenarios } from "../support/scenarios/stations.ts";
import { transactionScenarios } from "../support/scenarios/transactions.ts";
import { translationScenarios } from "../support/scenarios/translation.ts";
import { run } from "../support/serve.ts";
import { openStage, passes, patience, type Stage } from "../support/stage.ts";
import { traceOf } from "../support/transcript.ts";
import { until } from "../support/until.ts";

const twoHeartbeats = ["1", "2"].flatMap((id) => [
  `> [2,"${id}","Heartbeat",{}]`,
  `< [3,"${id}",{"currentTime":"{t}"}]`,
]);

const scenarios: Scenarios = {
  ...linkScenarios,
  ...messageScenarios,
  ...stationScenarios,
  ...transactionScenarios,
  ...translationScenarios,
  ...soapScenarios,
  "record-gap": {
    ...{ side: "ours", evidence: 0 },
    says: ["after number 4", "relay ended"],
    async act(stage, id) {
      const { tell } = await stage.open(id);
      await tell(twoHeartbeats);
    },
  },
};

/** What was found of a rule, and the messages it names. */
type Observed = {
  readonly findings: readonly Finding[];
  readonly evidence: readonly (readonly { readonly status: number; readonly rules: string[] }[])[];
};

const observed = new Map<string, Observed>();
/** Of stories that could not be told to their end. */
const problems = new Map<string, string>();
const STORY_MS = 60_000;

beforeAll(async () => {
  await lasting(async () => {
    const stage = await openStage();
    await Promise.all([importTraces(stage), ...Object.entries(scenarios).map(playSafely)]);
    const { "record-gap": gap, ...others } = scenarios;
    await observe(stage, others);
    // What was still unread of the relay's links is unknown now.
    process.kill(await stage.served.pidOf("relay"), "SIGKILL");
    await observe(stage, { "record-gap": gap as Scenario });

    /** A story that breaks off, or never ends, is told of by its rule. */
    async function playSafely(entry: [string, Scenario]): Promise<void> {
      const told = await Promise.race([play(entry).then(() => null, problemOf), passes(STORY_MS)]);
      if (told !== null) problems.set(entry[0], told ?? `it did not end within ${STORY_MS} ms`);
    }

    async function play([id, scenario]: [string, Scenario]): Promise<void> {
      if ("act" in scenario) await scenario.act(stage, id);
      if (!("live" in scenario)) return;
      const { tell } = await stage.open(id, { version: scenario.version ?? "1.6" });
      await tell(scenario.live);
    }
  });
});

/** All in one file, side by side, two hours ago. */
async function importTraces(stage: Stage): Promise<void> {
  const stories = Object.entries(scenarios).flatMap(([station, scenario]) =>
    "trace" in scenario
      ? [{ station, version: scenario.version ?? "1.6", lines: scenario.trace }]
      : [],
  );
  const file = join(stage.data, "trace.jsonl");
  await writeFile(file, traceOf(stories, Date.now() - 2 * 3_600_000));
  const { code, stderr } = await run(["import", file, "--data", stage.data]);
  if (code !== 0) throw new Error(stderr);
}

/** Waits until all is found as expected; where that does not come, what came instead is kept. */
async function observe(stage: Stage, expected: Scenarios): Promise<void> {
  const missing = new Map(Object.entries(expected));
  const lookAgain = async () => {
    for (const [id, { isNameless, says }] of [...missing]) {
      const findings = await stage.findings(id, isNameless ? undefined : id);
      observed.set(id, { findings, evidence: [] });
      if (!findings.some((finding) => doesSay(finding.sentence, says))) continue;
      observed.set(id, { findings, evidence: await evidenceOf(stage, findings) });
      missing.delete(id);
    }
    return missing.size === 0;
  };
  await until(lookAgain, "all findings", ...patience).catch(() => undefined);
}

async function evidenceOf(stage: Stage, findings: readonly Finding[]) {
  const evidence: Observed["evidence"][number][] = [];
  for (const { linkId, evidence: seqs } of findings) {
    const named: Observed["evidence"][number][number][] = [];
    for (const seq of seqs) named.push(await messageAt(stage, linkId, seq));
    evidence.push(named);
  }
  return evidence;
}

async function messageAt({ served }: Stage, linkId: string, seq: number) {
  const url = `${served.consoleUrl}/api/messages/${linkId}/${seq}`;
  const { status, body } = await getJson<MessageAnswer>(url);
  return { status, rules: (body.findings ?? []).map(({ rule }) => rule) };
}

it("has a scenario for every rule", () => {
  const known = ruleTexts.map(({ id }) => id).sort();
  expect(Object.keys(scenarios).sort()).toEqual(known);
});

describe("through the whole program", () => {
  it.each(Object.keys(scenarios))("%s", (id) => {
    const { side, severity, says, evidence = 1 } = scenarios[id] as Scenario;
    const { findings, evidence: named } = observed.get(id) ?? { findings: [], evidence: [] };
    expect(problems.get(id)).toBeUndefined();
    const at = findings.findIndex((finding) => doesSay(finding.sentence, says));
    const sentences = JSON.stringify(findings.map(({ sentence }) => sentence));
    expect(at, `${says.join(", ")} in ${sentences}`).toBeGreaterThanOrEqual(0);
    const rule = ruleTexts.find((text) => text.id === id);
    expect(findings[at]).toMatchObject({
      ...{ side, severity: severity ?? rule?.severity, title: rule?.title, clause: rule?.clause },
    });
    expect(named[at]?.length).toBeGreaterThanOrEqual(evidence);
    for (const { status, rules } of named[at] ?? []) {
      expect(status).toBe(200);
      expect(rules).toContain(id);
    }
  });
});
