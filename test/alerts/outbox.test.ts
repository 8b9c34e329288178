import { expect, it } from "vitest";
import { createOutbox, together } from "../../src/alerts/outbox.ts";
import { limits } from "../../src/base/limits.ts";
import { NOON_US, notice } from "./samples.ts";

const rates = new Map([
  ["a", 60],
  ["b", 60],
]);
const numbered = (number: number) => notice({ id: `id-${number}` });

it("gives a receiver one message at a time, in order, and others theirs", () => {
  const outbox = createOutbox(rates, []);
  outbox.add("a", numbered(1), NOON_US);
  outbox.add("a", numbered(2), NOON_US);
  outbox.add("b", numbered(3), NOON_US);
  outbox.add("b", numbered(4), NOON_US);
  const [first, other] = outbox.next(NOON_US);
  expect([first?.notice.id, other?.notice.id]).toEqual(["id-1", "id-3"]);
  expect(outbox.next(NOON_US)).toEqual([]);
  if (first === undefined) throw new Error("there is a first");
  outbox.sent(first);
  expect(outbox.next(NOON_US).map(({ notice: { id } }) => id)).toEqual(["id-2"]);
});

it("makes one message of those that wait too long a line, and loses none of their findings", () => {
  const outbox = createOutbox(rates, []);
  for (let number = 0; number < 1_000; number += 1) outbox.add("a", numbered(number), NOON_US);
  expect(outbox.size()).toBe(limits.alertWaitingMax);
  const all = outbox.snapshot().reduce((sum, { notice: { findings } }) => sum + findings, 0);
  expect(all).toBe(2_000);
  expect(outbox.snapshot().at(-1)?.notice).toMatchObject({ status: "digest", groups: 991 });
});

it("sends no more than a receiver wants in an hour", () => {
  const outbox = createOutbox(new Map([["a", 2]]), []);
  let sent = 0;
  for (let second = 0; second < 3_600; second += 1) {
    const nowUs = NOON_US + second * 1_000_000;
    outbox.add("a", numbered(second), nowUs);
    for (const waiting of outbox.next(nowUs)) {
      outbox.sent(waiting);
      sent += 1;
    }
  }
  expect(sent).toBeLessThanOrEqual(4);
  expect(sent).toBeGreaterThanOrEqual(2);
  expect(outbox.size()).toBeLessThanOrEqual(limits.alertWaitingMax);
});

it("tries again with growing pauses, and gives up what is refused or a day old", () => {
  const outbox = createOutbox(rates, []);
  let nowUs = NOON_US;
  outbox.add("a", numbered(1), nowUs);
  const waits: number[] = [];
  for (;;) {
    const [waiting] = outbox.next(nowUs);
    if (waiting === undefined) throw new Error("it is to be tried again");
    const { isGivenUp, waitMs } = outbox.failed(waiting, { nowUs, isRefusal: false });
    waits.push(waitMs);
    expect(outbox.next(nowUs)).toEqual([]);
    nowUs += waitMs * 1000;
    if (isGivenUp) break;
  }
  expect(waits.slice(0, 3)).toEqual([5_000, 10_000, 20_000]);
  expect(Math.max(...waits)).toBe(limits.alertResendMsMax);
  expect(nowUs - NOON_US).toBeGreaterThan(limits.alertMessageAgeMs * 1000);
  expect(outbox.size()).toBe(0);
  outbox.add("a", numbered(2), nowUs);
  for (let tries = 1; tries <= limits.alertRefusalsMax; tries += 1) {
    const [waiting] = outbox.next(nowUs);
    if (waiting === undefined) throw new Error("it is to be tried again");
    const { isGivenUp, waitMs } = outbox.failed(waiting, { nowUs, isRefusal: true });
    expect(isGivenUp).toBe(tries === limits.alertRefusalsMax);
    nowUs += waitMs * 1000;
  }
});

it("keeps what waited before a restart, under the same ids, for receivers that are left", () => {
  const first = createOutbox(rates, []);
  first.add("a", numbered(1), NOON_US);
  first.add("b", numbered(2), NOON_US);
  first.next(NOON_US);
  const second = createOutbox(new Map([["a", 60]]), first.snapshot());
  expect(second.next(NOON_US).map(({ notice: { id } }) => id)).toEqual(["id-1"]);
  expect(second.size()).toBe(1);
  const isOther = (alert: string) => alert !== "faults";
  expect(second.next(NOON_US + 1, isOther)).toEqual([]);
  expect(second.forgetOlder(NOON_US + 1, isOther)).toBe(false);
  expect(second.forgetOlder(NOON_US)).toBe(false);
  expect(second.forgetOlder(NOON_US + 1)).toBe(true);
  expect(second.size()).toBe(0);
});

it("puts two messages together: counts, the worst severity, both ends of time", () => {
  const first = notice({ severity: "note", firstAt: "2026-01-02", lastAt: "2026-01-03" });
  const second = notice({ id: "other", firstAt: "2026-01-01", lastAt: "2026-01-02" });
  expect(together(first, second)).toMatchObject({
    ...{ id: first.id, status: "digest", severity: "error", groups: 2, findings: 4 },
    ...{ firstAt: "2026-01-01", lastAt: "2026-01-03" },
  });
});
