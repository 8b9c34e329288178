import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { world } from "./world.ts";

const ANSWER = {
  ...{ stationId: "CP 1", ocppVersion: "1.6", messageId: "x-1", linkId: "l", seq: 7, answerSeq: 8 },
  ...{ latencyMs: 12.4, answer: { status: "\u001b[31mAccepted" }, error: null },
  ...{ text: "", isCut: false },
};

/** A console that answers everything with this. */
async function consoleWith(status: number, body: object) {
  const requests: { readonly url: string; readonly body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += chunk;
    requests.push({ url: `${request.method} ${request.url}`, body: JSON.parse(text) });
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { requests, url: ["--url", `http://127.0.0.1:${port}/`] };
}

it("sends one call, and shows the answer with nothing that could move a cursor", async () => {
  const { requests, url } = await consoleWith(200, ANSWER);
  const { run, stdout } = world();
  const argv = ["CP 1", "Reset", '{"type":"Soft"}', "--timeout", "5000", "--force"];
  expect(await run("call", ...argv, ...url)).toBe(0);
  expect(requests).toEqual([
    {
      url: "POST /api/stations/CP%201/commands?force",
      body: { action: "Reset", payload: { type: "Soft" }, timeoutMs: 5_000 },
    },
  ]);
  expect(stdout.text).toContain("Accepted");
  expect(stdout.text).not.toContain("\u001b");
  expect(stdout.text).toContain("link l, messages 7 and 8, 12 ms");
});

it("ends with 1 where the station answers with an error, and shows all with --json", async () => {
  const error = { code: "NotSupported", description: "not here", details: {} };
  const { url } = await consoleWith(200, { ...ANSWER, answer: null, error });
  const { run, stdout } = world();
  expect(await run("call", "CP-1", "ClearCache", ...url)).toBe(1);
  expect(stdout.text).toContain("NotSupported: not here");
  const whole = world();
  expect(await whole.run("call", "CP-1", "ClearCache", "--json", ...url)).toBe(1);
  expect(JSON.parse(whole.stdout.text)).toMatchObject({ error });
});

it("shows the console's sentence where it refuses, and is used with an object", async () => {
  const refusal = { code: "CALL_NOT_SENT", sentence: "It is busy.", remedy: "Wait." };
  const { url, requests } = await consoleWith(409, { error: refusal });
  const refused = world();
  expect(await refused.run("call", "CP-1", "ClearCache", ...url)).toBe(1);
  expect(refused.stderr.text).toContain("It is busy");
  for (const payload of ["{", "[]"]) {
    expect(await world().run("call", "CP-1", "ClearCache", payload, ...url)).toBe(2);
  }
  expect(requests).toHaveLength(1);
});
