import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { askHealth } from "../../src/observe/status.ts";
import { startRelayRole } from "../../src/roles/relay.ts";
import { connectPlainStation, startPlainCsms } from "../support/peers.ts";
import { until } from "../support/until.ts";
import { contextFor } from "./context.ts";

describe("startRelayRole", () => {
  it("relays, says where, and keeps its port for a restart", async () => {
    const csms = await startPlainCsms();
    const context = await contextFor({ listen: [{ address: "0" }], upstream: csms.url });
    const role = await startRelayRole(context);
    const station = await connectPlainStation(`${role.address}/CP-1`);
    const port = Number(new URL(role.address).port);
    expect(role.settled).toEqual({ listen: [{ address: { host: "127.0.0.1", port } }] });
    expect(await askHealth(context.runDir, "relay")).toMatchObject({ ready: true });
    await station.close();
    await role.close();
    expect(await askHealth(context.runDir, "relay")).toBeNull();
  });

  it("says where it keeps state, or why not, and only where a route translates", async () => {
    const upstream = "ws://127.0.0.1:9";
    const translate = { station: "1.6", csms: "2.0.1" };
    const context = await contextFor({
      listen: [{ address: "0" }],
      routes: [{ match: "/{station}", upstream, mode: "translate", translate }],
    });
    const detail = async () => (await askHealth(context.runDir, "relay"))?.detail ?? "";
    const role = await startRelayRole(context);
    expect(await detail()).toContain(`state is kept in ${context.config.data}/state`);
    await role.close();
    await rm(join(context.config.data, "state"), { recursive: true });
    await writeFile(join(context.config.data, "state"), "a file in its place");
    const again = await startRelayRole(context);
    await until(async () => (await detail()).includes("cannot be used"), "it is told");
    expect(await askHealth(context.runDir, "relay")).toMatchObject({ ready: true });
    await again.close();
  });

  it("refuses a data directory that another relay uses", async () => {
    const context = await contextFor({ listen: [{ address: "0" }], upstream: "ws://127.0.0.1:9" });
    const role = await startRelayRole(context);
    await expect(startRelayRole(context)).rejects.toMatchObject({ code: "DATA_DIR_IN_USE" });
    await role.close();
  });
});
