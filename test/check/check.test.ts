import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CheckOptions, createCheck } from "../../src/check/check.ts";
import type { TapEvent } from "../../src/observe/events.ts";

const NOW_US = 1_790_000_000_000_000;

function check(lines: readonly unknown[], options: Partial<CheckOptions> = {}) {
  const events: TapEvent[] = [];
  const checking = createCheck(
    { sender: null, version: null, ...options },
    { clock: { nowUs: () => NOW_US }, observe: (event) => events.push(event) },
  );
  const findings = lines.flatMap((line, index) => {
    const text = typeof line === "string" ? line : JSON.stringify(line);
    return checking.take({ number: index + 1, bytes: Buffer.from(text) });
  });
  expect(events).toEqual([]);
  const told = findings.map(({ line, rule }) => `${line} ${rule}`);
  return { findings, told, summary: checking.summary() };
}

const at = (second: number, more: object) => ({
  timestamp: new Date(NOW_US / 1000 + second * 1000).toISOString(),
  station: "CP-1",
  ...more,
});
const station = (second: number, message: string) => at(second, { sender: "station", message });
const csms = (second: number, message: string) => at(second, { sender: "csms", message });

const HEARTBEAT = '[2,"1","Heartbeat",{}]';
const answerAt = (second: number) =>
  JSON.stringify([3, "1", { currentTime: new Date(NOW_US / 1000 + second * 1000).toISOString() }]);
const ANSWER = answerAt(0);

describe("a list of frames", () => {
  it("is silent on what is well", () => {
    const { told, summary } = check([HEARTBEAT, ANSWER, "", '[2,"2","Heartbeat",{}]']);
    expect(told).toEqual([]);
    expect(summary).toEqual({ lines: 4, messages: 3, errors: 0, warnings: 0, notes: 0 });
  });

  it("names line, side and byte of a broken one", () => {
    const { findings } = check([HEARTBEAT, ANSWER, '[2,"2","Heartbeat",{]']);
    expect(findings).toMatchObject([
      {
        line: 3,
        evidence: [3],
        rule: "json-invalid",
        severity: "error",
        side: "station",
        at: null,
        details: { offset: 20 },
        remedy: expect.stringMatching(/./),
      },
    ]);
  });

  it("is no conversation until somebody answers", () => {
    const second = '[2,"2","Heartbeat",{}]';
    const third = '[2,"3","Heartbeat",{}]';
    expect(check([HEARTBEAT, second, third]).told).toEqual([]);
    expect(check([HEARTBEAT, ANSWER, second, third]).told).toEqual(["4 call-overlap"]);
  });

  it("may begin with an answer", () => {
    expect(check([ANSWER]).told).toEqual([]);
    expect(check([HEARTBEAT, '[3,"x",{}]']).told).toEqual(["2 response-unmatched"]);
  });

  it("is judged as sent by the side that is given", () => {
    const broken = '[2,"2",';
    expect(check([broken], { sender: "csms" }).findings[0]?.side).toBe("csms");
    expect(check([broken], { sender: "station" }).findings[0]?.side).toBe("station");
  });

  it("is judged by the version that is given", () => {
    const send = '[6,"1","NotifyPeriodicEventStream",{}]';
    expect(check([send], { version: "1.6" }).told).toContain("1 message-type-unknown");
    expect(check([send], { version: "2.1" }).told).not.toContain("1 message-type-unknown");
  });
});

describe("a trace", () => {
  it("goes by its own time", () => {
    const call = station(0, HEARTBEAT);
    expect(check([call]).told, "it ends").toEqual([]);
    expect(check([call, csms(1, answerAt(1))]).told).toEqual([]);
    const { findings, told } = check([call, csms(31, answerAt(31))]);
    expect(told).toEqual(["1 call-timeout", "2 response-late"]);
    expect(findings[0]).toMatchObject({
      side: "csms",
      stationId: "CP-1",
      at: expect.stringMatching(/^20\d\d-.+Z$/),
    });
  });

  it("keeps stations apart", () => {
    const other = { ...csms(1, answerAt(1)), station: "CP-2" };
    const own = [station(0, HEARTBEAT), { ...station(0, HEARTBEAT), station: "CP-2" }];
    expect(check([...own, other, csms(1, answerAt(1))]).told).toEqual([]);
  });

  it("may leave messages out without being blamed for gaps", () => {
    const told = check([
      { ...station(0, HEARTBEAT), seq: 7 },
      { ...csms(1, answerAt(1)), seq: 9 },
    ]).told;
    expect(told).toEqual([]);
  });

  it("goes on after lines that cannot be read", () => {
    const { told, findings, summary } = check(["{", { level: "info" }, "[2,"]);
    expect(told).toEqual(["1 line-unreadable", "2 line-unreadable", "3 json-invalid"]);
    expect(findings[0]?.side).toBeNull();
    expect(summary).toMatchObject({ lines: 3, messages: 1, errors: 3 });
    const checking = createCheck(
      { sender: null, version: null },
      { clock: { nowUs: () => 0 }, observe: () => undefined },
    );
    expect(checking.take({ number: 1, bytes: null })[0]?.sentence).toContain("longer than");
  });
});

it("never throws, and counts what it gives", () => {
  const frame = fc
    .tuple(fc.constantFrom(2, 3, 4, 5, 6, 9), fc.string({ maxLength: 40 }), fc.jsonValue())
    .map((parts) => JSON.stringify(parts));
  const record = fc
    .record({
      timestamp: fc.anything(),
      sender: fc.anything(),
      station: fc.string(),
      message: frame,
    })
    .map((value) => {
      try {
        return JSON.stringify(value);
      } catch {
        return "{}";
      }
    });
  fc.assert(
    fc.property(fc.array(fc.oneof(frame, record, fc.string())), (lines) => {
      const { findings, summary } = check(lines);
      const { errors, warnings, notes } = summary;
      expect(errors + warnings + notes).toBe(findings.length);
      for (const { line } of findings) expect(line).toBeLessThanOrEqual(lines.length);
    }),
    { numRuns: 100 },
  );
});
