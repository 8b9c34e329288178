import { createServer, type IncomingMessage } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { closeSocket, type DialFailed, dialStation } from "../../src/simulate/dial.ts";
import { systemTimers } from "../../src/simulate/time.ts";
import { testCsms } from "./peers.ts";

/** A web server that keeps each upgrade request and answers it with the given status. */
async function refusingServer(status: string) {
  const requests: IncomingMessage[] = [];
  const server = createServer().on("upgrade", (request, socket) => {
    requests.push(request);
    socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 4\r\n\r\nnope`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { url: `ws://127.0.0.1:${port}/ocpp/`, requests };
}

const failureOf = (options: Parameters<typeof dialStation>[0]) =>
  new Promise<DialFailed>((resolve, reject) => {
    dialStation(options, { opened: () => reject(new Error("opened")), failed: resolve });
  });

it("tells a refusal with status and body, and asked as it was told to", async () => {
  const { url, requests } = await refusingServer("403 Forbidden");
  const options = { url, id: "CP 1", version: "2.0.1", password: "pass:word" } as const;
  expect(await failureOf(options)).toEqual({ name: "refused", status: 403, body: "nope" });
  expect(requests[0]?.url).toBe("/ocpp/CP%201");
  expect(requests[0]?.headers["sec-websocket-protocol"]).toBe("ocpp2.0.1");
  const credentials = Buffer.from("CP 1:pass:word").toString("base64");
  expect(requests[0]?.headers.authorization).toBe(`Basic ${credentials}`);
});

it("writes path, offer and headers as they were given", async () => {
  const { url, requests } = await refusingServer("404 Not Found");
  const headers = { "X-Serial": "4711" };
  await failureOf({
    url,
    id: "x",
    version: "1.6",
    pathTail: "//CP%2F1/",
    subprotocols: [],
    headers,
  });
  expect(requests[0]?.url).toBe("/ocpp//CP%2F1/");
  expect(requests[0]?.headers).not.toHaveProperty("sec-websocket-protocol");
  expect(requests[0]?.headers["x-serial"]).toBe("4711");
  await failureOf({ url, id: "x", version: "1.6", subprotocols: ["ocpp1.6", "ocpp2.0.1"] });
  expect(requests[1]?.headers["sec-websocket-protocol"]).toBe("ocpp1.6,ocpp2.0.1");
});

it("tells that nobody listens", async () => {
  const failure = await failureOf({ url: "ws://127.0.0.1:1", id: "x", version: "1.6" });
  expect(failure).toMatchObject({ name: "dialFailed" });
});

it("closes an open socket in order and is content with a closed one", async () => {
  const csms = await testCsms();
  const ws = await new Promise<Parameters<typeof closeSocket>[0]>((resolve, reject) => {
    const options = { url: csms.url, id: "CP-1", version: "1.6" } as const;
    dialStation(options, { opened: resolve, failed: reject });
  });
  const end = { code: 4000, reason: "enough" };
  await closeSocket(ws, end, { timers: systemTimers });
  expect(await csms.event("stationClosed")).toMatchObject(end);
  await closeSocket(ws, end, { timers: systemTimers });
  await closeSocket(null, end, { timers: systemTimers });
});
