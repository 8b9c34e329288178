import { expect, it } from "vitest";
import { createFeeding } from "../../src/alerts/feeding.ts";
import type { Followed, Follower } from "../../src/alerts/follower.ts";
import { limits } from "../../src/base/limits.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import type { FedFinding } from "../../src/query/finding-feed.ts";
import { found, NOON_US } from "./samples.ts";

const place = { us: NOON_US, key: "1" };
const fed: FedFinding = { ...found(), place, matched: [0] };
const followed: Followed = { place, floor: place, seen: [] };

function world(answers: (FedFinding[] | Error)[]) {
  let nowUs = NOON_US;
  let asked = 0;
  const told: TapEvent[] = [];
  const follower: Follower = {
    async next() {
      asked += 1;
      const answer = answers.shift() ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    followed: () => followed,
  };
  const feeding = createFeeding(follower, {
    clock: { nowUs: () => nowUs },
    observe: (event) => void told.push(event),
  });
  const pass = (ms: number) => {
    nowUs += ms * 1000;
  };
  return { feeding, told, pass, asked: () => asked };
}

it("takes page after page until there is no more", async () => {
  const { feeding } = world([[fed], [fed, fed]]);
  let taken = 0;
  const take = (page: readonly FedFinding[]) => {
    taken += page.length;
  };
  expect(await feeding.follow(take)).toBe(true);
  expect(taken).toBe(3);
  expect(await feeding.follow(take)).toBe(false);
  expect(feeding.problem()).toBeNull();
});

it("gives other work its turn in a storm", async () => {
  const { feeding, asked } = world(Array.from({ length: 100 }, () => [fed]));
  await feeding.follow(() => undefined);
  expect(asked()).toBe(limits.alertPagesMax);
});

it("waits longer and longer for a store that is down, and tells since when", async () => {
  const down = new Error("refused");
  const { feeding, told, pass, asked } = world([[], down, down, []]);
  await feeding.follow(() => undefined);
  pass(1_000);
  await feeding.follow(() => undefined);
  await feeding.follow(() => undefined);
  expect(asked()).toBe(2);
  expect(feeding.problem()).toBe("refused");
  expect(feeding.failingSinceUs()).toBe(NOON_US + 1_000_000);
  pass(limits.alertRetryMsMin);
  await feeding.follow(() => undefined);
  expect(told).toMatchObject([
    { name: "alertsBehind", waitMs: limits.alertRetryMsMin },
    { name: "alertsBehind", waitMs: 2 * limits.alertRetryMsMin },
  ]);
  pass(2 * limits.alertRetryMsMin);
  await feeding.follow(() => undefined);
  expect(feeding.problem()).toBeNull();
});
