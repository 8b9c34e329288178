import { expect, it } from "vitest";
import { newLinkId, parseStationId } from "../../../src/base/ids.ts";
import type { LinkFacts } from "../../../src/findings/happening.ts";
import { adviceByLoss, lossReports } from "../../../src/findings/rules/translation-losses.ts";
import { ledger } from "../../../src/translate/ledger.ts";

const link: LinkFacts = {
  ...{ linkId: newLinkId(), stationId: parseStationId("CP-1"), instance: "test", leg: "station" },
  ...{ version: "1.6", openedAtUs: 0, bootAtUs: null, exchangeTimeoutMs: 1 },
};

it("advises on losses of the ledger only", () => {
  expect([...adviceByLoss.keys()].filter((loss) => !Object.hasOwn(ledger, loss))).toEqual([]);
});

it("makes a sentence of every loss of the ledger", () => {
  for (const [loss, { rule, what, instead }] of Object.entries(ledger)) {
    const told = { note: "translation-loss", rule, loss, what, instead } as const;
    const [report] = lossReports({ ...told, count: 1, detail: "", from: null }, link, "Lost");
    expect(report?.sentence, loss).toBe(`Lost: ${what}. In its place: ${instead}.`);
    expect(report?.sentence, loss).not.toMatch(/\.\.|: :|undefined/);
  }
});

it("shortens what no sentence of ours could be, and hides credentials", () => {
  const note = { note: "translation-loss", rule: "translation-lossy", loss: "x" } as const;
  const text = { what: "w".repeat(9_000), instead: "i".repeat(9_000), detail: "password=hunter2" };
  const [report] = lossReports({ ...note, ...text, count: 10, from: null }, link, "Lost");
  expect(report?.sentence.length).toBeLessThan(700);
  expect(JSON.stringify(report)).not.toContain("hunter2");
});
