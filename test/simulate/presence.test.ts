import { expect, it } from "vitest";
import type { JsonObject } from "../../src/exchange/message.ts";
import { tidyHabits } from "../../src/simulate/habits-16.ts";
import { createMeter } from "../../src/simulate/meter.ts";
import { createPresence } from "../../src/simulate/presence.ts";
import { createRandom } from "../../src/simulate/random.ts";
import type { Answer } from "../../src/simulate/rpc.ts";
import { createLeapingTime } from "../../src/simulate/time.ts";

function stage(boots: readonly JsonObject[]) {
  const time = createLeapingTime(0);
  const random = createRandom(1);
  const sent: string[] = [];
  const online: boolean[] = [];
  const left = [...boots];
  let intervalS = 300;
  const meter = createMeter({ powerMaxW: 1, phases: 3, random });
  const presence = createPresence(
    {
      stationId: "CP-1",
      identity: { vendor: "v", model: "m", serialNumber: "s", firmware: "f" },
      connectors: [{ id: 1, meter, isOperative: true, session: null }],
      time,
      random,
      meterEveryMs: 1,
      habits: tidyHabits,
      kept: () => 0,
      isOnline: () => true,
      async call(action, payload): Promise<Answer> {
        sent.push(`${time.nowMs() / 1000} ${action} ${Object.values(payload).join(" ")}`.trim());
        if (sent.length > 20) presence.stop();
        const payloadBack = action === "BootNotification" ? (left.shift() ?? {}) : {};
        return { type: "result", payload: payloadBack };
      },
      callReliably: () => Promise.resolve({ type: "timeout" }),
      setOnline: (isOnline) => online.push(isOnline),
      startSession: () => undefined,
      reboot: () => undefined,
    },
    {
      bootPayload: (reason) => ({ reason }),
      statusPayload: (id, status) => ({ id, status }),
      statusIds: [0, 1],
      intervalS: () => intervalS,
      setIntervalS: (seconds) => {
        intervalS = seconds;
      },
    },
  );
  return { presence, sent, online, time };
}

it("asks again after the interval it was given, or its own", async () => {
  const boots = [{ status: "Pending", interval: 7 }, {}, { status: "Accepted", interval: 60 }];
  const { presence, sent, online, time } = stage(boots);
  await presence.boot("power-up");
  await new Promise<void>((resolve) => time.after(150_000, resolve));
  presence.stop();
  expect(sent).toEqual([
    "0 BootNotification power-up",
    "7 BootNotification power-up",
    "17 BootNotification power-up",
    "17 StatusNotification 0 Available",
    "17 StatusNotification 1 Available",
    "77 Heartbeat",
    "137 Heartbeat",
  ]);
  expect(online).toEqual([false, false, true]);
});

it("tells the last status again when it resumes", async () => {
  const { presence, sent } = stage([]);
  await presence.sendStatus(1, "Charging");
  await presence.resume();
  presence.stop();
  expect(sent.at(-1)).toBe("0 StatusNotification 1 Charging");
});
