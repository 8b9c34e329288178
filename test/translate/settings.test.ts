import { expect, it } from "vitest";
import { translateSchema } from "../../src/config/translate.ts";
import { defaultSettings, settingsOf } from "../../src/translate/settings.ts";

const parse = (options: object) =>
  settingsOf(translateSchema.parse({ station: "1.6", csms: "2.0.1", ...options }));

it("defaults are those of the configuration", () => {
  expect(parse({})).toEqual(defaultSettings);
  expect(defaultSettings.topology).toBe("auto");
  expect(defaultSettings.versions).toEqual({ station: "1.6", csms: "2.0.1" });
});

it("a listed topology is one, with a type only where it was said", () => {
  const { topology } = parse({ topology: [{ connectorId: 2, evseId: 1, evseConnectorId: 2 }] });
  expect(topology).toEqual([
    { connectorId: 2, evseId: 1, evseConnectorId: 2, connectorType: null },
  ]);
});

it("a rule for tokens means the whole idTag, in any case", () => {
  const [rule] = parse({ idTokenRules: [{ pattern: "de.*|at", type: "Central" }] }).idTokenRules;
  expect(["DE12", "AT", "XDE", "ATX"].map((idTag) => rule?.pattern.test(idTag))).toEqual([
    ...[true, true, false, false],
  ]);
});
