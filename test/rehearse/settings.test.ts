import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import {
  plainSettings,
  rehearsalSettings,
  rehearsedTranslate,
} from "../../src/rehearse/settings.ts";

const config = configSchema.parse({
  routes: [
    { match: "/ocpp/{station}", upstream: "wss://csms.example/{station}" },
    {
      ...{ match: "/new/{station}", upstream: "wss://new.example/{station}", mode: "translate" },
      translate: { station: "1.6", csms: "2.0.1", idTokenType: "Central" },
    },
  ],
});

it("takes the options of a route that translates, and never asks the station", () => {
  const settings = rehearsalSettings(config, "/new/{station}");
  expect(settings).toMatchObject({ idTokenType: "Central", isShadow: true, probe: false });
  expect(rehearsalSettings(config, "")).toBe(plainSettings);
  expect(rehearsedTranslate(config, "/new/{station}")).toMatchObject({ idTokenType: "Central" });
  expect(rehearsedTranslate(config, "")).toMatchObject({ station: "1.6", csms: "2.0.1" });
});

it("names those that there are", () => {
  expect(() => rehearsalSettings(config, "/ocpp/{station}")).toThrow(
    "those that do are /new/{station}",
  );
});
