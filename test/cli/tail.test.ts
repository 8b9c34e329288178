import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseStationId } from "../../src/base/ids.ts";
import { followLive } from "../../src/cli/tail.ts";
import { until } from "../support/until.ts";
import { message } from "./messages.ts";
import { ClosingSink, world } from "./world.ts";

type Handler = (response: ServerResponse, request: IncomingMessage) => void;

/** A console that answers the nth request with the nth handler, and the last one from then on. */
async function consoleOf(...handlers: readonly Handler[]) {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    handlers[Math.min(requests.length, handlers.length) - 1]?.(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { requests, port, consoleUrl: `http://127.0.0.1:${port}` };
}

function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Sends the events and keeps the connection open, or cuts it. */
function streaming(events: readonly string[], isCut = false): Handler {
  return (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`: hello\n\n${events.join("")}`, () => {
      if (isCut) response.destroy();
    });
  };
}

const live = (seq: number) => event("message", message({ seq }));

describe("tail", () => {
  it("shows messages until its limit", async () => {
    const { port, requests } = await consoleOf(streaming([live(1), live(2), live(3)]));
    const { run, stdout } = world();
    const argv = ["station:CP-7", "sender:csms", "--console", String(port), "--limit", "2"];
    expect(await run("tail", ...argv, "--format", "jsonl")).toBe(0);
    expect(
      stdout.text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).seq),
    ).toEqual([1, 2]);
    expect(requests).toEqual(["/api/live?q=station%3ACP-7%20sender%3Acsms"]);
  });

  it("ends with its signal", async () => {
    const { consoleUrl } = await consoleOf(streaming([live(1)]));
    const { io, stdout, abort } = world();
    const following = followLive({ q: "", consoleUrl, format: "text" }, io);
    await until(() => stdout.text !== "", "the first message");
    abort();
    await following;
    expect(stdout.text).toContain("CP-7 → csms call Heartbeat");
  });

  it("connects again when the connection is lost, and says what may be missing", async () => {
    const refusing: Handler = (response) => response.writeHead(503).end("{}");
    const { consoleUrl, requests } = await consoleOf(
      streaming([live(1)], true),
      refusing,
      streaming([live(2)]),
    );
    const { io, stdout, stderr } = world();
    await followLive({ q: "", consoleUrl, format: "jsonl", limit: 2 }, io);
    expect(stdout.text.match(/"seq":\d/g)).toEqual(['"seq":1', '"seq":2']);
    expect(stderr.text.match(/was lost/g)).toHaveLength(1);
    expect(stderr.text).toContain("found by `search`.\nocpptap: Connected again.\n");
    expect(requests).toHaveLength(3);
  });

  it("tells what was skipped, and that the recorder is not heard", async () => {
    const { consoleUrl } = await consoleOf(
      streaming([
        event("state", { isConnected: false, problem: "connecting" }),
        event("state", { isConnected: true, problem: "" }),
        event("skipped", { messages: 12 }),
        event("state", { isConnected: false, problem: "it does not run" }),
        event("state", { isConnected: true, problem: "" }),
        live(1),
      ]),
    );
    const { io, stderr } = world();
    await followLive({ q: "", consoleUrl, format: "jsonl", limit: 1 }, io);
    expect(stderr.text.split("\n").map((line) => line.slice(0, 49))).toEqual([
      "ocpptap: 12 messages were skipped, too many at on",
      "ocpptap: The recorder is not heard: it does not r",
      "ocpptap: The recorder is heard again.",
      "",
    ]);
  });

  it("repeats the console's own sentence when it refuses, and does not try again", async () => {
    const error = { code: "X", sentence: "The query is bad.", remedy: "Write a better one." };
    const { port, requests } = await consoleOf((response) =>
      response.writeHead(400).end(JSON.stringify({ error })),
    );
    const { run, stderr } = world();
    expect(await run("tail", "--console", String(port))).toBe(1);
    expect(stderr.text).toBe(
      `ocpptap: The console at http://127.0.0.1:${port} refused: The query is bad.\nWrite a better one.\n`,
    );
    expect(requests).toHaveLength(1);
  });

  it("says that something else answers there", async () => {
    const { port } = await consoleOf((response) => response.writeHead(404).end("<html>"));
    const { run, stderr } = world();
    expect(await run("tail", "--console", String(port))).toBe(1);
    expect(stderr.text).toContain("it answered 404; is it a console of ocpptap?");
  });

  it("says that no console runs", async () => {
    const { run, stderr } = world();
    expect(await run("tail", "--console", "127.0.0.1:1")).toBe(1);
    expect(stderr.text).toContain("ocpptap: The console at http://127.0.0.1:1 cannot be reached:");
    expect(stderr.text).toContain("ocpptap serve");
  });

  it("ends quietly when its reader has gone, also when nothing comes any more", async () => {
    const { port } = await consoleOf(streaming([live(1), live(2), live(3)]));
    const { run, stderr } = world({ stdout: new ClosingSink(1) });
    expect(await run("tail", "--console", String(port))).toBe(0);
    expect(stderr.text).toBe("");
  });

  it("lets no peer write to the terminal", async () => {
    const hostile = message({ stationId: parseStationId("\u001b[2J\u009b") });
    const { consoleUrl } = await consoleOf(streaming([event("message", hostile)]));
    const { io, stdout } = world({ isTerminal: true });
    await followLive({ q: "", consoleUrl, format: "text", limit: 1 }, io);
    expect(stdout.text).toContain("\\u001b[2J\\u009b");
    expect(stdout.text).not.toMatch(/[^\P{Cc}\n]/u);
  });
});
