import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { singleOf } from "../../src/observe/samples.ts";
import { askHealth } from "../../src/observe/status.ts";
import { startRelayRole } from "../../src/roles/relay.ts";
import { spoolDirOf } from "../../src/spool/spools.ts";
import { createAuthority } from "../support/certificates.ts";
import { connectPlainStation, startPlainCsms } from "../support/peers.ts";
import { readAll } from "../support/spool.ts";
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

  it("shares a port of TLS with another worker, each with names and a spool of its own", async () => {
    const csms = await startPlainCsms();
    const authority = await createAuthority();
    const { certificateFile: certificate, keyFile: key } = await authority.sign("IP:127.0.0.1");
    const first = await contextFor({
      listen: [{ address: "0", tls: { certificate, key } }],
      upstream: csms.url,
      relay: { workers: 2 },
    });
    const role = await startRelayRole(first);
    const { observer } = await contextFor({});
    const config = { ...first.config, ...role.settled };
    const other = await startRelayRole({ ...first, config, observer, worker: 2 });
    expect(other.address).toBe(role.address);
    const links = async (of: typeof observer) =>
      singleOf(await of.metrics.text(), "ocpptap_links_open") ?? 0;
    // The kernel chooses by chance: soon each has had its turn.
    const { ca } = authority;
    await until(async () => {
      const station = new WebSocket(`${role.address}/CP-1`, ["ocpp1.6"], { ca });
      await once(station, "open");
      onTestFinished(() => station.terminate());
      return (await links(first.observer)) > 0 && (await links(observer)) > 0;
    }, "a link on either");
    for (const name of ["relay", "relay.2"]) {
      expect(await askHealth(first.runDir, name), name).toMatchObject({ ready: true });
    }
    await Promise.all([role.close(), other.close()]);
    for (const [worker, instance] of ["ocpptap", "ocpptap.2"].entries()) {
      const { records } = await readAll(spoolDirOf(first.config.data, worker + 1));
      const opened = records.filter(({ kind }) => kind === "link-opened");
      expect(opened[0]).toMatchObject({ body: { instance } });
    }
  });
});
