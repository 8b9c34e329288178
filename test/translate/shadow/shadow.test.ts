import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { newLinkId } from "../../../src/base/ids.ts";
import { configSchema } from "../../../src/config/schema.ts";
import type { TapEvent } from "../../../src/observe/events.ts";
import { realDisk } from "../../../src/spool/disk.ts";
import { startShadow } from "../../../src/translate/shadow/shadow.ts";
import { memoryState } from "../../support/memory-state.ts";
import { openedOf, openTestWriter } from "../../support/spool.ts";
import { tempDir } from "../../support/temp-dir.ts";
import { startStrictCsms } from "../../support/translated-peers.ts";
import { until } from "../../support/until.ts";

it("follows what the relay writes, and says why it cannot", async () => {
  const data = await tempDir();
  const other = await startStrictCsms();
  const events: TapEvent[] = [];
  const config = configSchema.parse({
    data,
    shadows: [
      { match: "/{station}", upstream: other.url, translate: { station: "1.6", csms: "2.0.1" } },
    ],
  });
  let isBroken = false;
  const disk = {
    ...realDisk,
    list: (dir: string) =>
      isBroken ? Promise.reject(new Error("the disk is gone")) : realDisk.list(dir),
  };
  const shadow = await startShadow(config, {
    ...{ store: memoryState(), clock: systemClock, disk },
    record: {
      spool: { append: () => true, whenWritten: () => undefined },
      ...{ instance: "shadow", messageBytesMax: 1_000 },
    },
    observe: (event) => void events.push(event),
  });
  onTestFinished(() => shadow.close());
  const writer = await openTestWriter(join(data, "spool"));
  const opened = openedOf(newLinkId());
  const body = { ...opened.body, target: "/CP-1", subprotocol: "ocpp1.6" };
  writer.append({ ...opened, receivedAtUs: systemClock.nowUs(), body });
  await until(() => shadow.counts().connected === 1, "its shadow is connected");
  isBroken = true;
  await until(() => shadow.problem() !== null, "it is told");
  expect(events.filter(({ name }) => name === "shadowBehind")).toHaveLength(1);
  expect(other.connections()).toBe(1);
  await writer.close();
});
