import { describe, expect, it } from "vitest";
import { settableFields } from "../../src/config/fields.ts";
import { loadConfig } from "../../src/config/load.ts";
import { configEntries } from "../../src/config/print.ts";

async function entries(env: Record<string, string>) {
  const loaded = await loadConfig({ flags: {}, env, cwd: "/nowhere" });
  return new Map(configEntries(loaded).map((entry) => [entry.key, entry]));
}

describe("configEntries", () => {
  it("shows every key as people write it, with its source", async () => {
    const shown = await entries({ OCPPTAP_SPOOL_BYTES_MAX: String(2 ** 30) });
    expect([...shown.keys()]).toEqual(settableFields.map((field) => field.path));
    expect(shown.get("spool.bytesMax")).toEqual({
      key: "spool.bytesMax",
      value: "1GiB",
      source: "OCPPTAP_SPOOL_BYTES_MAX",
    });
    expect(shown.get("console.address")?.value).toBe("127.0.0.1:9001");
    expect(shown.get("listen")?.value).toBe('[{"address":"127.0.0.1:9000"}]');
    expect(shown.get("upstream")).toEqual({ key: "upstream", value: null, source: "default" });
    expect(shown.get("record.strict")?.value).toBe("false");
    expect(shown.get("spool.fsyncMs")?.value).toBe("1000");
  });

  it("hides passwords, in lists too", async () => {
    const shown = await entries({
      OCPPTAP_STORE_URL: "http://u:hunter2@db:8123/x",
      OCPPTAP_ROUTES: '[{"match":"/{station}","upstream":"wss://u:hunter2@csms"}]',
      OCPPTAP_UPSTREAM: "wss://csms/?token=hunter2",
      OCPPTAP_REDIS_URL: "rediss://:hunter2@redis:6380/1",
      OCPPTAP_REDIS_SENTINEL_PASSWORD: "hunter2",
    });
    expect(JSON.stringify([...shown])).not.toContain("hunter2");
    expect(shown.get("redis.url")?.value).toBe("rediss://:***@redis:6380/1");
    expect(shown.get("store.url")?.value).toBe("http://u:***@db:8123/x");
  });
});
