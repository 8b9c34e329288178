import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { post } from "../../src/alerts/post.ts";
import { limits } from "../../src/base/limits.ts";
import { whenOver } from "../support/lifetime.ts";
import { startHook } from "./receiver.ts";

const message = { headers: { "x-own": "1" }, body: '{"a":"ü"}' };

it("posts JSON, and is content with any 2xx", async () => {
  const hook = await startHook((response) => response.writeHead(204).end());
  expect(await post(hook.url, message)).toEqual({ kind: "sent" });
  expect(hook.received).toMatchObject([
    {
      body: '{"a":"ü"}',
      headers: { "content-type": "application/json; charset=utf-8", "x-own": "1" },
    },
  ]);
});

it("follows no redirect, and tells refusals from failures", async () => {
  const other = await startHook();
  const hook = await startHook((response, { headers }) => {
    response.writeHead(Number(headers["x-status"]), { location: other.url }).end();
  });
  const kindOf = async (status: number) =>
    (await post(hook.url, { ...message, headers: { "x-status": String(status) } })).kind;
  expect(await kindOf(302)).toBe("refused");
  expect(await kindOf(404)).toBe("refused");
  expect(await kindOf(429)).toBe("failed");
  expect(await kindOf(500)).toBe("failed");
  expect(other.received).toEqual([]);
  expect(await post("http://127.0.0.1:9/hook", message)).toMatchObject({ kind: "failed" });
});

it("takes no more of an endless answer than it has to", async () => {
  let written = 0;
  const hook = await startHook((response) => {
    response.on("error", () => undefined);
    const more = () => {
      if (response.destroyed) return;
      written += 65_536;
      if (response.write(Buffer.alloc(65_536))) setImmediate(more);
      else response.once("drain", more);
    };
    more();
  });
  expect(await post(hook.url, message)).toEqual({ kind: "sent" });
  expect(written).toBeLessThan(64 * limits.alertAnswerBytesMax);
});

it("is a failure where a receiver answers garbage", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end("garbage\u0000\r\n\r\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  whenOver(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  expect(await post(url, message)).toMatchObject({ kind: "failed" });
});
