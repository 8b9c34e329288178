import { describe, expect, it } from "vitest";
import type { Store } from "../../src/store/client.ts";
import { isAtLeast, readServer } from "../../src/store/server.ts";

const storeOf = (version: string): Pick<Store, "query"> => ({
  query: async <Row>() => [{ version } as Row],
});

describe("a server's abilities", () => {
  it.each([
    ["26.2.1.1", "26.2", true],
    ["26.10.1.1", "26.2", true],
    ["26.1.9.9", "26.2", false],
    ["25.12.1.1", "26.2", false],
    ["27.1.1.1-testing", "26.2", true],
    ["", "26.2", false],
  ])("version %s is at least %s: %s", (version, since, expected) => {
    expect(isAtLeast(version, since)).toBe(expected);
  });

  it("has text indexes from 26.2 on", async () => {
    const featuresOf = async (version: string) => [
      ...(await readServer(storeOf(version))).features,
    ];
    expect(await featuresOf("26.7.2.1")).toEqual(["textIndex"]);
    expect(await featuresOf("26.1.3.1")).toEqual([]);
  });
});
