import { expect, it } from "vitest";
import { faultIn } from "../../src/translate/gate.ts";
import { defaultSettings } from "../../src/translate/settings.ts";

const heartbeat = (currentTime: string) =>
  faultIn(defaultSettings, {
    ...{ leg: "csms", action: "Heartbeat", kind: "response", payload: { currentTime } },
  });
const status = {
  ...{ timestamp: "2026-05-01T10:00:00.000Z", connectorStatus: "Available" },
  ...{ evseId: 1, connectorId: 1 },
};
const faultOf = (payload: object) =>
  faultIn(defaultSettings, {
    ...{ leg: "csms", action: "StatusNotification" },
    kind: "request",
    payload: { ...status, ...payload },
  });

it("what follows schema and strictness passes", () => {
  expect(faultOf({})).toBeNull();
  expect(heartbeat("2026-05-01T10:00:00Z")).toBeNull();
});

it("nothing else does", () => {
  expect(faultOf({ connectorStatus: "Charging" })).toContain("connectorStatus");
  expect(faultOf({ timestamp: "2026-05-01T10:00:00.1234Z" })).toContain("no time in UTC");
  expect(faultOf({ timestamp: "2026-05-01T12:00:00+02:00" })).toContain("no time in UTC");
  expect(faultOf({ evseId: 2 ** 31 })).toContain("32 bits");
  const empty = { kind: "request", payload: {} } as const;
  expect(faultIn(defaultSettings, { leg: "csms", action: "Nonsense", ...empty })).toContain(
    "has no",
  );
  const read = { leg: "station", action: "GetVariables", ...empty } as const;
  expect(faultIn(defaultSettings, read)).toContain("1.6 has no GetVariables");
});

it("the other way round the versions are, too, and what the station named is repeated", () => {
  const versions = { station: "2.0.1", csms: "1.6" } as const;
  const stop = { action: "RequestStopTransaction", kind: "request" } as const;
  const payload = { transactionId: "a/b" };
  expect(faultIn({ versions }, { leg: "station", ...stop, payload })).toBeNull();
  expect(faultIn({ versions }, { leg: "csms", ...stop, payload })).toContain("1.6 has no");
});
