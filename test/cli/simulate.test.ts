import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { startSimulatedCsms } from "../../src/simulate/csms.ts";
import { until } from "../support/until.ts";
import { world } from "./world.ts";

describe("simulate", () => {
  it("runs stations until it is told to end", async () => {
    const csms = await startSimulatedCsms({ port: 0 });
    onTestFinished(() => csms.close());
    const { run, stdout, abort } = world();
    const running = run(
      ...["simulate", "station", "--url", csms.url, "--stations", "2", "--versions", "1.6,2.0.1"],
      ...["--rate", "50", "--seed", "x", "--prefix", "T-"],
    );
    await until(() => csms.stations().length === 2, "both are connected");
    abort();
    expect(await running).toBe(0);
    expect(stdout.text).toMatch(/^stations 2 of 2, open \d, charging \d, messages [1-9]\d*\n$/);
  });

  it("runs a CSMS that wants the passwords it was given", async () => {
    const { run, stdout, abort } = world();
    const running = run("simulate", "csms", "--listen", "0", "--station", "CP-1=secret");
    await until(() => stdout.text.includes("\n"), "it tells its address");
    const url = /ws:\/\/[^;\s]+/.exec(stdout.text)?.[0] ?? "";
    const refused = new WebSocket(`${url}/CP-1`, "ocpp1.6");
    const [, answer] = await once(refused, "unexpected-response");
    expect(answer.statusCode).toBe(401);
    refused.on("error", () => undefined);
    refused.terminate();
    const accepted = new WebSocket(`${url}/CP-1`, "ocpp1.6", { auth: "CP-1:secret" });
    await once(accepted, "open");
    abort();
    expect(await running).toBe(0);
    expect(stdout.text).toMatch(/\nstations 1, messages 0\n$/);
  });

  it("lives a day", async () => {
    const csms = await startSimulatedCsms({ port: 0 });
    onTestFinished(() => csms.close());
    const { run, stdout } = world();
    const day = ["--stations", "1", "--sessions", "2", "--within", "0.5", "--seed", "x"];
    expect(await run("simulate", "day", "--url", csms.url, ...day)).toBe(0);
    expect(stdout.text).toMatch(/^sessions 2 of 2: /m);
  });

  it("says what is wrong with its options", async () => {
    for (const [argv, sentence] of [
      [["station", "--url", "http://x"], "is not a ws:// or wss:// URL"],
      [["station", "--url", "ws://x", "--versions", "1.5"], "Versions are 1.6, 2.0.1, 2.1"],
      [["csms", "--listen", "x"], "Write PORT or HOST:PORT"],
      [["csms", "--station", "x"], "Write ID=PASSWORD"],
      [["csms", "--duplicate", "x"], "Allowed choices are replace, refuse, allow"],
    ] as const) {
      const { run, stderr } = world();
      expect(await run("simulate", ...argv)).toBe(2);
      expect(stderr.text).toContain(sentence);
    }
  });

  it("says that its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const { run, stderr } = world();
    expect(await run("simulate", "csms", "--listen", String(port))).toBe(1);
    expect(stderr.text).toContain(`127.0.0.1:${port} for the simulated CSMS is already in use`);
  });
});
