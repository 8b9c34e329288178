import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkText, textOfBody } from "../../src/console/check.ts";
import * as schemas from "../../src/console/schemas.ts";
import { noStore, type Served, serveConsole } from "./served.ts";

const BROKEN = '[2,"1","Heartbeat",{]';

let dir: string;
let served: Served;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "ocpptap-test-"));
  served = await serveConsole(dir, noStore);
});
afterAll(async () => {
  await served.close();
  await rm(dir, { recursive: true });
});

async function post(body: string, headers: Record<string, string> = {}, path = "/api/check") {
  const response = await fetch(`${served.url}${path}`, { method: "POST", body, headers });
  return { status: response.status, body: (await response.json()) as unknown };
}

const JSON_TYPE = { "content-type": "application/json" };
const code = (body: unknown) => schemas.errorSchema.parse(body).error.code;

describe("POST /api/check", () => {
  it("answers with findings, explained, for text and for JSON", async () => {
    const plain = await post(BROKEN);
    expect(plain.status).toBe(200);
    const { findings, summary } = schemas.checkSchema.parse(plain.body);
    expect(findings).toMatchObject([{ line: 1, rule: "json-invalid", side: "station" }]);
    expect(findings[0]?.explanation).not.toBe("");
    expect(findings[0]?.remedy).not.toBe("");
    expect(summary).toEqual({ lines: 1, messages: 1, errors: 1, warnings: 0, notes: 0 });
    expect((await post(JSON.stringify({ text: BROKEN }), JSON_TYPE)).body).toEqual(plain.body);
  });

  it("takes sender and version", async () => {
    const { body } = await post("[2,", {}, "/api/check?sender=csms&version=2.1");
    expect(schemas.checkSchema.parse(body).findings[0]?.side).toBe("csms");
    const wrong = await post("[2,", {}, "/api/check?version=1.5");
    expect([wrong.status, code(wrong.body)]).toEqual([400, "REQUEST_INVALID"]);
  });

  it("refuses what has no text", async () => {
    for (const body of ["{}", "[]", "null", '{"text":1}', "{", '{"__proto__":{}}']) {
      const { status, body: answer } = await post(body, JSON_TYPE);
      expect([body, status, code(answer)]).toEqual([body, 400, "REQUEST_INVALID"]);
    }
    expect((await post("a=b", { "content-type": "application/x-other" })).status).toBe(400);
    expect((await post("x".repeat(5 * 1024 * 1024))).status).toBe(413);
  });

  it("is not for pages of other origins", async () => {
    const own = await post(BROKEN, { origin: served.url });
    expect(own.status).toBe(200);
    for (const origin of [
      "https://evil.example",
      "null",
      "http://127.0.0.1:1",
      "http://localhost",
    ]) {
      const { status, body } = await post(BROKEN, { origin });
      expect([origin, status, code(body)]).toEqual([origin, 403, "ORIGIN_REFUSED"]);
    }
  });

  it("is the only one that takes a POST", async () => {
    for (const path of ["/api/messages", "/api/nothing", "/", "/metrics", "/openapi.json"]) {
      const { status, body } = await post("x", {}, path);
      expect([path, status, code(body)]).toEqual([path, 405, "METHOD_REFUSED"]);
    }
    const put = await fetch(`${served.url}/api/check`, { method: "PUT", body: "x" });
    expect(put.status).toBe(405);
  });

  it("lists a bounded number of findings and counts all", async () => {
    const { body } = await post(`${BROKEN}\n`.repeat(1_500));
    const { findings, summary } = schemas.checkSchema.parse(body);
    expect([findings.length, summary.errors >= 1_500]).toEqual([1_000, true]);
    expect(served.events).toEqual([]);
  });
});

it("a check ends when the asker has gone", async () => {
  const { summary } = await checkText(
    { text: `${BROKEN}\n`.repeat(1_500), sender: "", version: "" },
    { clock: { nowUs: () => 0 }, observe: () => undefined, signal: AbortSignal.abort() },
  );
  expect(summary.lines).toBe(200);
});

it("a text is a body, and the text of a JSON one", () => {
  expect([textOfBody("a"), textOfBody({ text: "b" })]).toEqual(["a", "b"]);
  expect(() => textOfBody(undefined)).toThrow("its body has no text");
});
