import { expect, it } from "vitest";
import { countEnds } from "../../src/supervise/ends.ts";

it("pauses grow, to a limit, and are short again after a long life", () => {
  const ends = countEnds();
  const pauses = Array.from({ length: 8 }, () => ends.ended("exit code 1", 100).restartMs);
  expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000]);
  expect(ends.ended("exit code 1", 31_000)).toEqual({ restartMs: 200, times: 1 });
});

it("says how often, and what was last", () => {
  const ends = countEnds();
  expect(ends.told("relay")).toBe("");
  ends.ended("SIGTERM", 100);
  expect(ends.told("relay")).toBe("relay was started again once, last after SIGTERM");
  ends.hung();
  ends.ended("SIGKILL", 60_000);
  expect(ends.told("relay")).toBe("relay was started again 2 times, last after it hung");
  for (let time = 0; time < 4; time += 1) ends.ended("exit code 1", 100);
  expect(ends.told("relay")).toBe(
    "relay was started again 6 times, 5 times in a row, last after exit code 1",
  );
});
