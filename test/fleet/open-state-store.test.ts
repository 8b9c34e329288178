import { join } from "node:path";
import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { openStateStore } from "../../src/fleet/open-state-store.ts";
import { redisConfig } from "../support/redis.ts";
import { tempDir } from "../support/temp-dir.ts";

const deps = { observe: () => undefined, metrics: { measure: () => undefined }, stateKey: null };

it("state is in the data directory, and with redis.url on that server", async () => {
  const data = await tempDir();
  const file = await openStateStore({ data, redis: configSchema.parse({}).redis }, deps);
  expect(file.health()).toEqual({
    isWell: true,
    detail: `state is kept in ${join(data, "state")}`,
  });
  await file.close();

  const redis = await openStateStore(
    { data, redis: redisConfig("redis://u:secret@127.0.0.1:1/2") },
    deps,
  );
  expect(redis.health().detail).toBe("state is kept at redis://127.0.0.1:1/2");
  await expect(redis.open("S")).rejects.toMatchObject({ code: "STATE_UNAVAILABLE" });
  await redis.close();
});
