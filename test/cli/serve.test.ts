import { describe, expect, it } from "vitest";
import { world } from "./world.ts";

describe("serve", () => {
  it("starts with the configuration of all sources", async () => {
    const { run, started } = world({ env: { OCPPTAP_INSTANCE: "east-1" } });
    const code = await run(
      ...["serve", "--upstream", "wss://csms.example/ocpp", "--listen", "9100", "--listen", "9101"],
      ...["--record.strict", "--console", "0", "--data", "d", "--spool.bytes-max", "1GiB"],
    );
    expect(code).toBe(0);
    expect(started).toMatchObject([
      {
        what: "serve",
        with: {
          only: null,
          config: {
            instance: "east-1",
            upstream: "wss://csms.example/ocpp",
            listen: [{ address: { port: 9100 } }, { address: { port: 9101 } }],
            record: { strict: true },
            console: { address: { host: "127.0.0.1", port: 0 } },
            data: "/nowhere/d",
            spool: { bytesMax: 2 ** 30 },
          },
        },
      },
    ]);
  });

  it("never falls back to a simulated CSMS", async () => {
    const { run, started, stderr } = world();
    expect(await run("serve")).toBe(2);
    expect(stderr.text).toContain("ocpptap: No CSMS to relay to was given.\nGive one with --upstr");
    expect(stderr.text).toContain("npm run demo");
    expect(started).toEqual([]);
  });

  it("needs no CSMS for a role that does not relay", async () => {
    const { run, started } = world();
    expect(await run("serve", "--only", "console")).toBe(0);
    expect(started).toMatchObject([{ with: { only: "console" } }]);
    expect(await run("serve", "--only", "relay")).toBe(2);
  });

  it("tells all faults of the configuration at once", async () => {
    const { run, stderr } = world({ env: { OCPPTAP_LOG_LEVEL: "loud" } });
    expect(await run("serve", "--upstream", "csms.example", "--console", "x")).toBe(2);
    expect(stderr.text).toContain("The configuration has 3 fault(s):\n");
    expect(stderr.text).toContain("  OCPPTAP_LOG_LEVEL: must be");
  });

  it("takes the Redis server that keeps translation state", async () => {
    const { run, started } = world();
    const argv = ["serve", "--upstream", "ws://csms", "--redis", "redis://redis:6379/1"];
    expect(await run(...argv)).toBe(0);
    expect(started).toMatchObject([{ with: { config: { redis: { url: argv.at(-1) } } } }]);
  });
});

describe("demo", () => {
  it("needs nothing and takes numbers", async () => {
    const { run, started } = world();
    expect(await run("demo")).toBe(0);
    const argv = ["--stations", "5", "--rate", "2.5", "--seed", "one", "--listen", "0"];
    expect(await run("demo", ...argv)).toBe(0);
    expect(started).toMatchObject([
      { what: "demo", with: { stations: null, rate: null, seed: null } },
      { what: "demo", with: { stations: 5, rate: 2.5, seed: "one", config: { listen: [{}] } } },
    ]);
  });
});
