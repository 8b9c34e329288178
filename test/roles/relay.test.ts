import { describe, expect, it } from "vitest";
import { askHealth } from "../../src/observe/status.ts";
import { startRelayRole } from "../../src/roles/relay.ts";
import { connectPlainStation, startPlainCsms } from "../support/peers.ts";
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

  it("refuses a data directory that another relay uses", async () => {
    const context = await contextFor({ listen: [{ address: "0" }], upstream: "ws://127.0.0.1:9" });
    const role = await startRelayRole(context);
    await expect(startRelayRole(context)).rejects.toMatchObject({ code: "DATA_DIR_IN_USE" });
    await role.close();
  });
});
