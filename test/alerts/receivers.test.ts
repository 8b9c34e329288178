import { createHmac } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseHeaders, receiversOf, signature } from "../../src/alerts/receivers.ts";
import { tempDir } from "../support/temp-dir.ts";
import { startHook, startMailbox } from "./receiver.ts";
import { alert, NOON_US, notice } from "./samples.ts";

const clock = { nowUs: () => NOON_US };

it("signs a webhook's message, and gives it an id that is the same at every try", async () => {
  const dir = await tempDir();
  await writeFile(join(dir, "secret"), "shared-secret\n");
  await writeFile(join(dir, "headers"), "Authorization: Bearer abc\n\nX-Team: ops\n");
  const hook = await startHook();
  const webhook = {
    url: hook.url,
    secretFile: join(dir, "secret"),
    headersFile: join(dir, "headers"),
  };
  const [receiver] = receiversOf(alert({ to: [{ webhook }] }), clock);
  expect(receiver?.name).toBe("faults/0/webhook");
  expect(await receiver?.deliver(notice())).toEqual({ kind: "sent" });
  const [received] = hook.received;
  const seconds = NOON_US / 1_000_000;
  const hmac = createHmac("sha256", "shared-secret").update(`${seconds}.${received?.body}`);
  expect(received?.headers).toMatchObject({
    "ocpptap-signature": `t=${seconds},v1=${hmac.digest("hex")}`,
    "idempotency-key": notice().id,
    authorization: "Bearer abc",
    "x-team": "ops",
  });
  expect(JSON.parse(received?.body ?? "")).toEqual(notice());
});

it("delivers to each kind of receiver of one alert", async () => {
  const dir = await tempDir();
  const hook = await startHook();
  const box = await startMailbox();
  await writeFile(join(dir, "url"), `${hook.url}\n`);
  const email = { smtp: box.url, from: "tap@example.com", to: "ops@example.com" };
  const given = alert({ to: [{ slack: { urlFile: join(dir, "url") }, email }] });
  const receivers = receiversOf(given, clock);
  expect(receivers.map(({ kind }) => kind)).toEqual(["slack", "email"]);
  for (const { deliver } of receivers) expect(await deliver(notice())).toEqual({ kind: "sent" });
  expect(JSON.parse(hook.received[0]?.body ?? "")).toHaveProperty("blocks");
  expect(box.letters).toHaveLength(1);
});

it("is a failure where a file is missing or wrong, without repeating what it holds", async () => {
  const webhook = { url: "http://127.0.0.1:9/", secretFile: "/nowhere/secret" };
  const [receiver] = receiversOf(alert({ to: [{ webhook }] }), clock);
  expect(await receiver?.deliver(notice())).toMatchObject({ kind: "failed" });
  expect(() => parseHeaders("ok: 1\nsecret-without-colon")).toThrow("line 2");
  expect(() => parseHeaders("x: a\u0000b")).not.toThrow("a\u0000b");
});

it("signs time and body together", () => {
  expect(signature("k", "body", 7)).not.toBe(signature("k", "body", 8));
});
