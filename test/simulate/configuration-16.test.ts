import { expect, it } from "vitest";
import { createConfiguration16 } from "../../src/simulate/configuration-16.ts";

const configuration = () => createConfiguration16({ connectors: 2, meterEveryMs: 30_000 });

it("reports all keys but the secret, or the wanted ones and those it does not know", () => {
  const all = configuration().report([]);
  expect(all.configurationKey.length).toBeGreaterThan(15);
  expect(JSON.stringify(all)).not.toContain("AuthorizationKey");
  expect(configuration().report(["NumberOfConnectors", "Nonsense", "AuthorizationKey"])).toEqual({
    configurationKey: [{ key: "NumberOfConnectors", readonly: true, value: "2" }],
    unknownKey: ["Nonsense", "AuthorizationKey"],
  });
});

it("answers a change as the standard says", () => {
  const { change, get } = configuration();
  expect(get("MeterValueSampleInterval")).toBe("30");
  expect(change("HeartbeatInterval", "60")).toBe("Accepted");
  expect(get("HeartbeatInterval")).toBe("60");
  expect(change("HeartbeatInterval", "soon")).toBe("Rejected");
  expect(change("NumberOfConnectors", "3")).toBe("Rejected");
  expect(change("WebSocketPingInterval", "30")).toBe("RebootRequired");
  expect(change("Nonsense", "1")).toBe("NotSupported");
});
