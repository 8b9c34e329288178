import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { TapEvent } from "../../src/observe/events.ts";
import type { RoleSpec } from "../../src/supervise/keeper.ts";
import { supervise } from "../../src/supervise/supervisor.ts";
import { until } from "../support/until.ts";

type Fixture = { readonly behaviour: string; readonly colour?: string };

function start(...specs: RoleSpec<Fixture>[]) {
  const events: TapEvent[] = [];
  const supervision = supervise(specs, {
    observe: (event) => events.push(event),
    program: { module: join(import.meta.dirname, "..", "support", "role-fixture.ts"), args: [] },
  });
  onTestFinished(() => supervision.close());
  return { supervision, events };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("supervise", () => {
  it("is ready when every role is, and knows their addresses", async () => {
    const { supervision } = start(
      { role: "one", config: { behaviour: "run" } },
      { role: "two", config: { behaviour: "run" } },
    );
    const addresses = await supervision.ready;
    expect(addresses.get("one")).toBe(`pid ${supervision.pidOf("one")} start 0`);
    expect(addresses.get("two")).toBe(`pid ${supervision.pidOf("two")} start 0`);
  });

  it("gives a process its role's options of Node.js", async () => {
    const nodeOptions = ["--max-semi-space-size=16"];
    const { supervision } = start({ role: "one", config: { behaviour: "run" }, nodeOptions });
    const addresses = await supervision.ready;
    expect(addresses.get("one")).toContain("--max-semi-space-size=16");
  });

  it("fails as a whole when a role cannot start for the first time", async () => {
    const { supervision } = start(
      { role: "one", config: { behaviour: "run" } },
      { role: "two", config: { behaviour: "refuse" } },
    );
    await expect(supervision.ready).rejects.toMatchObject({ code: "PORT_IN_USE" });
  });

  it("starts a role after another with what that has settled on", async () => {
    const { supervision } = start(
      { role: "one", config: { behaviour: "run" } },
      { role: "one.2", config: { behaviour: "run" }, after: "one" },
    );
    const addresses = await supervision.ready;
    expect(addresses.get("one")).toContain("start 0");
    expect(addresses.get("one.2")).toContain("start 1");
  });

  it("starts no role after one that could not start", async () => {
    const { supervision } = start(
      { role: "one", config: { behaviour: "refuse" } },
      { role: "one.2", config: { behaviour: "run" }, after: "one" },
    );
    await expect(supervision.ready).rejects.toMatchObject({ code: "PORT_IN_USE" });
    expect(supervision.pidOf("one.2")).toBeNull();
  });

  it("tells a bug of a role as a sentence, not as a stack", async () => {
    const { supervision } = start({ role: "one", config: { behaviour: "throw" } });
    await expect(supervision.ready).rejects.toMatchObject({
      code: "ROLE_FAILED",
      message: "It could not start: fixture is broken.",
    });
  });

  it("starts a killed child again with what it had settled on, and leaves the others alone", async () => {
    const { supervision, events } = start(
      { role: "one", config: { behaviour: "run" } },
      { role: "two", config: { behaviour: "run" } },
    );
    await supervision.ready;
    const [first, other] = [supervision.pidOf("one") ?? 0, supervision.pidOf("two")];
    process.kill(first, "SIGKILL");
    await until(() => events.some((event) => event.name === "childEnded"), "the end is noticed");
    await until(() => (supervision.pidOf("one") ?? first) !== first, "the child runs again");
    expect(events).toContainEqual({
      name: "childEnded",
      role: "one",
      how: "SIGKILL",
      restartMs: 200,
    });
    expect(supervision.pidOf("two")).toBe(other);
  });

  it("reloads everywhere or nowhere, and starts again whom it must", async () => {
    const run = { behaviour: "run" };
    const specs = ["one", "two", "three"].map((role) => ({ role, config: run }));
    const { supervision, events } = start(...specs);
    await supervision.ready;
    const pids = () => ["one", "two", "three", "four"].map(supervision.pidOf);
    const before = pids();
    const colour = (name: string) => (config: Fixture) => ({ ...config, colour: name });
    const told = ["one", "two"];
    await expect(
      supervision.reload({ change: colour("ugly"), told, again: ["three"], specs }),
    ).rejects.toMatchObject({ code: "NO_UPSTREAM" });
    expect(pids()).toEqual(before);

    const wanted = [specs[0], specs[1], { role: "four", config: run }].filter((each) => !!each);
    await supervision.reload({
      change: colour("red"),
      told: ["one"],
      again: ["two"],
      specs: wanted,
    });
    const [one, two, three, four] = pids();
    expect(one, "takes it over as it runs").toBe(before[0]);
    expect(two, "is started again").not.toBe(before[1]);
    expect(three, "is wanted no more").toBeNull();
    expect(four, "is new").not.toBeNull();
    await until(() => supervision.alive().length === 3, "all run");
    expect(
      events.filter(({ name }) => name === "childEnded"),
      "nobody fell",
    ).toEqual([]);
    expect(supervision.troubles()).toBe("");
  });

  it("leaves no child behind when it closes", async () => {
    const { supervision } = start(
      { role: "one", config: { behaviour: "run" } },
      { role: "two", config: { behaviour: "run" } },
    );
    await supervision.ready;
    const pids = [supervision.pidOf("one") ?? 0, supervision.pidOf("two") ?? 0];
    await supervision.close();
    expect(pids.map(isAlive)).toEqual([false, false]);
  });
});
