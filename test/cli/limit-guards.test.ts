import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { guardGroups } from "../../src/cli/limit-guards.ts";
import {
  consoleBoundFields,
  recordBoundFields,
  relayBoundFields,
} from "../../src/config/bounds.ts";
import { settableFields } from "../../src/config/fields.ts";
import { querySchema } from "../../src/config/query.ts";
import { ruleTexts } from "../../src/findings/catalogue.ts";
import { metricsReference } from "../../src/observe/metrics-reference.ts";

const guards = guardGroups.flatMap((group) => group.guards);
const fallbacks = new Map(settableFields.map(({ path, fallback }) => [path, fallback]));

it("every limit that can be set says what happens when it is hit, and has the code's default", () => {
  const keysOf = (section: string, fields: object) =>
    Object.keys(fields).map((key) => `${section}.${key}`);
  const settable = [
    ...keysOf("relay", relayBoundFields),
    ...keysOf("record", recordBoundFields),
    ...keysOf("console", consoleBoundFields),
    ...keysOf("query", querySchema.shape),
  ];
  const named = guards.map(({ key }) => key);
  expect(settable.length).toBeGreaterThan(20);
  for (const key of settable) expect(named).toContain(key);
  const known = new Map<string, unknown>(Object.entries(limits));
  for (const { key, limit } of guards) {
    expect([...known.keys()], limit).toContain(limit);
    if (key !== undefined) expect([key, fallbacks.get(key)]).toEqual([key, known.get(limit)]);
  }
});

it("what is seen exists: rules, metrics", () => {
  const metrics = metricsReference();
  const rules: readonly string[] = ruleTexts.map(({ id }) => id);
  for (const { seen } of guards) {
    for (const [, finding = ""] of seen.matchAll(/findings? ([^;]*)/g)) {
      for (const [, rule = ""] of finding.matchAll(/`([a-z-]+)`/g)) expect(rules).toContain(rule);
    }
    for (const [, metric = ""] of seen.matchAll(/`(ocpptap_\w+)/g))
      expect(metrics).toContain(metric);
  }
});
