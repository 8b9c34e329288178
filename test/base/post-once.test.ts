import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { postOnce } from "../../src/base/post-once.ts";
import { whenOver } from "../support/lifetime.ts";

const message = { headers: { "content-type": "text/plain" }, body: "grüße" };
const bounds = { msMax: 500, answerBytesMax: 8 };

/** Answers with the path's status, and says back what it was sent; `/silent` is never answered. */
async function echo(): Promise<string> {
  const server = createServer(async (request, response) => {
    if (request.url === "/silent") return;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const status = Number(request.url?.slice(1));
    response.writeHead(status, { location: "/200" }).end(Buffer.concat(parts));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  whenOver(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("tells status and answer, and follows no redirect", async () => {
  const url = await echo();
  const answered = (status: number) => ({ kind: "answer", status, body: "grüße" });
  expect(await postOnce(`${url}/200`, message, bounds)).toEqual(answered(200));
  expect(await postOnce(new URL(`${url}/302`), message, bounds)).toEqual(answered(302));
});

it("keeps no more of an answer than its bound", async () => {
  const long = { ...message, body: "x".repeat(100_000) };
  const posted = await postOnce(`${await echo()}/200`, long, bounds);
  expect(posted).toEqual({ kind: "answer", status: 200, body: "x".repeat(8) });
});

it("says why there is none", async () => {
  const silent = await postOnce(`${await echo()}/silent`, message, bounds);
  expect(silent).toEqual({ kind: "none", problem: "no answer within 0.5 s" });
  const away = await postOnce("http://127.0.0.1:9/", message, bounds);
  expect(away).toMatchObject({ kind: "none", problem: expect.stringContaining("ECONNREFUSED") });
  expect(await postOnce("http://", message, bounds)).toMatchObject({ kind: "none" });
});
