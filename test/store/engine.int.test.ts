import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestEngine, type TestEngine } from "../support/engine.ts";

let engine: TestEngine;
beforeAll(async () => {
  engine = await startTestEngine();
});
afterAll(() => engine.close());

describe("the embedded engine", () => {
  it("answers as the recorder", async () => {
    const { url, user, password } = engine.endpoint.recorder;
    const answer = await fetch(`${url}/?query=SELECT+version()`, {
      headers: { "X-ClickHouse-User": user, "X-ClickHouse-Key": password },
    });
    expect(await answer.text()).toMatch(/^26\./);
  });
});
