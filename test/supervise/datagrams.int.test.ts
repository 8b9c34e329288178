import { join } from "node:path";
import { expect, it } from "vitest";
import { openDatagrams } from "../../src/supervise/datagrams.ts";
import { listenAsManager } from "../support/notified.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

it("each text is one datagram, whatever is in it", async () => {
  const { path, told } = await listenAsManager();
  const { send } = await openDatagrams(path);
  expect(send("READY=1\nSTATUS=ü ∞")).toBeNull();
  expect(send("STOPPING=1")).toBeNull();
  await until(() => told.length === 2, "both have come");
  expect(told.map(({ lines }) => lines)).toEqual([["READY=1", "STATUS=ü ∞"], ["STOPPING=1"]]);
});

it("says why nobody hears it, at once", async () => {
  const { send } = await openDatagrams(join(await tempDir(), "nobody"));
  expect(send("READY=1")).toContain("No such file");
  const abstract = await openDatagrams("@ocpptap-nobody-listens-here");
  expect(abstract.send("READY=1")).toContain("refused");
});

it("knows a path from what is none", async () => {
  await expect(openDatagrams("vsock:2:1234")).rejects.toThrow("no path");
  await expect(openDatagrams(`/${"x".repeat(200)}`)).rejects.toThrow("longer");
});
