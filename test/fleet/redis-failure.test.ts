import { describe, expect, it } from "vitest";
import { redisFailure, unansweredFailure } from "../../src/fleet/redis-failure.ts";

describe("what Redis says", () => {
  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", "maxmemory"],
    ["READONLY You can't write against a read only replica.", "primary"],
    ["MISCONF Redis is configured to save RDB snapshots", "disk"],
    ["NOAUTH HELLO must be called with the client already authenticated", "user and password"],
    ["WRONGPASS invalid username-password pair or user is disabled.", "user and password"],
    ["NOPERM this user has no permissions", "Grant"],
    ["LOADING Redis is loading the dataset in memory", "tried again"],
    ["MOVED 3999 127.0.0.1:6381", "redis.mode"],
    ["connect ECONNREFUSED 127.0.0.1:6379", "Check redis.url"],
    ["self-signed certificate; if the root CA is installed locally", "redis.ca"],
    ["CONSTRUCTOR is no word of Redis", "Check redis.url"],
  ])("%s → %s", (said, remedy) => {
    const failure = redisFailure(new Error(said));
    expect(failure.code).toBe("STATE_UNAVAILABLE");
    expect(failure.remedy).toContain(remedy);
    expect(failure.problem, "the sentence has its own full stop").not.toMatch(/\.$/);
  });

  it("of a key of another program is damage", () => {
    expect(redisFailure(new Error("WRONGTYPE Operation against a key"))).toMatchObject({
      code: "STATE_DAMAGED",
      remedy: expect.stringContaining("database of its own"),
    });
  });

  it("is one line without credentials, also when nothing was said", () => {
    const told = redisFailure(new Error("cannot reach redis://u:hunter2@h:1/0\nat line 2")).problem;
    expect(told).toBe("cannot reach redis://u:***@h:1/0");
    expect(redisFailure(new Error("Socket timeout. Expecting data")).problem).toContain("in time");
    expect(unansweredFailure.problem).toContain("ended before");
  });
});
