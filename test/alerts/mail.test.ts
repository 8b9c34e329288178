import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { letterOf } from "../../src/alerts/letter.ts";
import { mail } from "../../src/alerts/mail.ts";
import { whenOver } from "../support/lifetime.ts";
import { startMailbox } from "./receiver.ts";
import { HOSTILE, notice } from "./samples.ts";

const message = { from: "tap@example.com", to: "ops@example.com", id: "id-1" };

it("delivers a letter whose headers no station can add to", async () => {
  const box = await startMailbox();
  const letter = letterOf(notice({ title: HOSTILE, summary: "Grüße" }));
  expect(await mail({ url: box.url, password: null }, { ...message, letter })).toEqual({
    kind: "sent",
  });
  const [received] = box.letters;
  expect(received?.to).toEqual(["ops@example.com"]);
  const [headers = ""] = received?.text.split("\r\n\r\n") ?? [];
  expect(headers).not.toMatch(/^bcc:/im);
  expect(received?.text).toMatch(/^Message-ID: <id-1@ocpptap>/m);
  expect(received?.text).toContain("multipart/alternative");
});

it("takes the password from its file's text, and a wrong one is a refusal", async () => {
  const box = await startMailbox("right");
  const letter = letterOf(notice());
  const url = `smtp://ocpptap@127.0.0.1:${box.port}`;
  expect(await mail({ url, password: "right" }, { ...message, letter })).toEqual({ kind: "sent" });
  const refused = await mail({ url, password: "wrong" }, { ...message, letter });
  expect(refused.kind).toBe("refused");
  expect(JSON.stringify(refused)).not.toContain('"wrong"');
});

it("ends with a server that talks without end, and one that is not there", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    const more = () => {
      while (!socket.destroyed && socket.write(Buffer.alloc(16_384, "x")));
    };
    socket.on("drain", more);
    more();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  whenOver(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const letter = letterOf(notice());
  for (const url of [`smtp://127.0.0.1:${port}`, "smtp://127.0.0.1:9"]) {
    expect(await mail({ url, password: null }, { ...message, letter })).toMatchObject({
      kind: "failed",
    });
  }
});
