import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { roles } from "../../src/config/roles.ts";
import { root } from "../tidy/source-tree.ts";

const unit = readFileSync(join(root, "deploy/systemd/ocpptap.service"), "utf8");
const valuesOf = (key: string) =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value = ""]) => value);

it("the service tells the supervisor alone to end, and gives all roles their time", () => {
  expect(valuesOf("KillMode")).toEqual(["mixed"]);
  const graceMs = Number(valuesOf("TimeoutStopSec")[0]) * 1000;
  expect(graceMs).toBeGreaterThan(limits.drainMs + limits.shutdownMsMax * roles.length);
});

it("the service says itself how it is, and a store that is away does not end it", () => {
  expect(valuesOf("Type")).toEqual(["notify"]);
  expect(valuesOf("NotifyAccess")).toEqual(["main"]);
  expect(valuesOf("TimeoutStartSec")).toEqual(["infinity"]);
  expect(valuesOf("ExecReload")).toEqual(["/bin/kill -HUP $MAINPID"]);
});

it("a role that hangs is started again by ocpptap long before the watchdog ends all", () => {
  const mendedMs = limits.childAskMs * limits.childSilencesMax;
  expect(Number(valuesOf("WatchdogSec")[0]) * 1000).toBeGreaterThanOrEqual(2 * mendedMs);
});

it("the service comes back whatever ends it, and one role out of memory does not end the others", () => {
  expect([valuesOf("Restart"), valuesOf("OOMPolicy")]).toEqual([["always"], ["continue"]]);
  expect(valuesOf("StartLimitIntervalSec")).toEqual(["0"]);
});

it("the service can write its own directories alone, and gains nothing", () => {
  expect(valuesOf("DynamicUser")).toEqual(["yes"]);
  expect(valuesOf("StateDirectory")).toEqual(["ocpptap"]);
  expect(valuesOf("ProtectSystem")).toEqual(["strict"]);
  expect(valuesOf("NoNewPrivileges")).toEqual(["yes"]);
  expect(valuesOf("CapabilityBoundingSet")).toEqual([""]);
  // Node compiles what it runs.
  expect(valuesOf("MemoryDenyWriteExecute")).toEqual([]);
});

it("the service has descriptors for as many links as the image", () => {
  const compose = readFileSync(join(root, "deploy/compose.yaml"), "utf8");
  expect(compose).toContain(`nofile: { soft: ${valuesOf("LimitNOFILE")[0]},`);
});
