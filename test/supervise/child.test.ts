import { fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runAsChild } from "../../src/supervise/child.ts";

const module = join(import.meta.dirname, "..", "support", "role-fixture.ts");

async function started(behaviour = "run") {
  const child = fork(module, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.send({ kind: "start", config: { behaviour } });
  const [message] = await once(child, "message");
  expect(message).toMatchObject({ kind: "ready" });
  return child;
}

describe("runAsChild", () => {
  it("ends with 0 when it is told to stop", async () => {
    const child = await started();
    child.send({ kind: "stop" });
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("ends when its supervisor is gone", async () => {
    const child = await started();
    child.disconnect();
    expect(await once(child, "exit")).toEqual([1, null]);
  });

  it("ends in order where its supervisor died before it heard an answer", async () => {
    // What Node does with a broken channel, at the moment that a test cannot hit.
    const channel = Object.assign(new EventEmitter(), {
      connected: true,
      send(_message: unknown, ...rest: unknown[]) {
        const told = rest.findLast((each) => typeof each === "function");
        const problem = new Error("write EPIPE");
        if (told === undefined) channel.emit("error", problem);
        else told(problem);
      },
    });
    let isClosed = false;
    const close = async () => {
      isClosed = true;
    };
    const role = { address: "here", settled: {}, close };
    const over = runAsChild(async () => role, channel as unknown as NodeJS.Process);
    channel.emit("message", { kind: "start", config: {} });
    channel.emit("message", { kind: "ask" });
    channel.emit("disconnect");
    expect(await over).toBe(1);
    expect(isClosed).toBe(true);
  });

  it("leaves SIGINT, SIGTERM and SIGHUP to its supervisor", async () => {
    const child = await started();
    child.kill("SIGINT");
    child.kill("SIGTERM");
    child.kill("SIGHUP");
    child.send({ kind: "stop" });
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("makes another configuration ready, and takes it over when it is told to", async () => {
    const child = await started();
    const told = async (message: object) => {
      child.send(message);
      return (await once(child, "message"))[0];
    };
    const ugly = { behaviour: "run", colour: "ugly" };
    expect(await told({ kind: "prepare", config: ugly })).toMatchObject({
      ...{ kind: "unprepared", code: "NO_UPSTREAM" },
    });
    const red = { behaviour: "run", colour: "red" };
    expect(await told({ kind: "prepare", config: red })).toEqual({ kind: "prepared" });
    expect(await told({ kind: "commit" })).toEqual({ kind: "committed" });
    child.send({ kind: "stop" });
    await once(child, "exit");
  });

  it("says that it is alive", async () => {
    const child = await started();
    child.send({ kind: "ask" });
    const [answer] = await once(child, "message");
    expect(answer).toEqual({ kind: "alive" });
    child.send({ kind: "stop" });
    await once(child, "exit");
  });

  it("lets its role finish what it is at, and hurries when its supervisor is gone", async () => {
    const child = await started("drain");
    child.send({ kind: "stop" });
    // A second time it is told nothing new.
    child.send({ kind: "stop" });
    child.send({ kind: "ask" });
    const [answer] = await once(child, "message");
    expect(answer).toEqual({ kind: "alive" });
    child.disconnect();
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
