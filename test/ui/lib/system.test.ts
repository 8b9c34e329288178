import { expect, it } from "vitest";
import type { SystemAnswer } from "../../../src/console/system-contract.ts";
import { concernsOf, gapWords, percent, workerWords } from "../../../src/ui/lib/system.ts";

const role = { role: "relay", ready: true, detail: "relaying", pid: 1 };
const reason = {
  ...{ reason: "damaged", gaps: 1, messages: 9, messagesLastDay: 0, stations: 1 },
  lastAt: "2026-11-21T09:00:00.000000Z",
};
const well: SystemAnswer = {
  ...{ at: "", instance: "ocpptap", routes: [], relay: null, retentionDays: 90, settings: [] },
  versions: { ocpptap: "0", node: "24", engine: "26" },
  roles: [role],
  configuration: { readAt: null, refused: null, waiting: [] },
  workers: [],
  recorder: { lagSeconds: 1 },
  alerts: null,
  spool: { segments: 1, bytes: 10, bytesMax: 100, unreadBytes: 5, oldestAt: null },
  disk: { bytes: 100, freeBytes: 60 },
  store: {
    ...{ tables: [], oldestAt: null, newestAt: null, openLinks: [] },
    gaps: { reasons: [reason], newest: [] },
  },
  storeProblem: null,
  shared: { kind: "redis", ready: true, detail: "shared", members: [], overrides: 0 },
};

it("of a healthy system nothing is to be said, old gaps included", () => {
  expect(concernsOf(well)).toEqual([]);
});

it.each([
  [{ roles: [{ ...role, ready: false, detail: "starting" }] }, "error", "relay: starting"],
  [{ storeProblem: { sentence: "It is down.", remedy: "Wait." } }, "error", "It is down. Wait."],
  [{ spool: { ...well.spool, unreadBytes: 81 } }, "error", "81 % full"],
  [{ disk: { bytes: 100, freeBytes: 5 } }, "warning", "95 % full"],
  [{ shared: { ...well.shared, ready: false, detail: "Redis is away" } }, "warning", "is away"],
  [{ recorder: { lagSeconds: 120 } }, "warning", "2 min behind"],
  [{ configuration: { refused: null, waiting: ["data", "listen"] } }, "warning", "data, listen"],
  [
    { configuration: { refused: { problem: "It is wrong.", remedy: "Mend it." }, waiting: [] } },
    ...(["error", "It is wrong. Mend it."] as const),
  ],
] as const)("says of %j what it means", (change, tone, words) => {
  const [concern, ...more] = concernsOf({ ...well, ...change } as SystemAnswer);
  expect(concern).toMatchObject({ tone, text: expect.stringContaining(words) });
  expect(more).toEqual([]);
});

it("counts what the last day lost", () => {
  const reasons = [{ ...reason, messagesLastDay: 4 }];
  const store = { ...well.store, gaps: { reasons, newest: [] } };
  expect(concernsOf({ ...well, store } as SystemAnswer)[0]?.text).toContain("4 messages");
});

it("has words for gaps, also for a reason of tomorrow", () => {
  expect(gapWords("damaged")).toContain("damaged on the disk");
  expect(gapWords("new")).toBe("new");
  expect(percent(0.804)).toBe("80 %");
});

it("says of a worker what it does, and warns of the fullest spool", () => {
  const spool = { segments: 1, bytes: 90, bytesMax: 100, unreadBytes: 90, oldestAt: null };
  const none = { station: 0, csms: 0 };
  const relay = {
    linksOpen: 1,
    linksDialling: 0,
    messages: none,
    bytes: none,
    spoolPendingBytes: 0,
  };
  const worker = {
    ...{ worker: 2, role: "relay.2", instance: "ocpptap.2", isConfigured: true },
    ...{ relay, spool, lagSeconds: 0 },
  };
  expect(workerWords(worker)).toEqual({ tone: "ok", words: "relaying" });
  expect(workerWords({ ...worker, lagSeconds: 120 }).words).toContain("2 min late");
  expect(workerWords({ ...worker, relay: null }).tone).toBe("error");
  expect(workerWords({ ...worker, isConfigured: false }).words).toContain("no more");
  const workers = [{ ...worker, spool: { ...spool, unreadBytes: 1 } }, worker];
  expect(concernsOf({ ...well, workers })[0]?.text).toContain("A worker's spool is 90 % full");
});
