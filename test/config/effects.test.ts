import { expect, it } from "vitest";
import { effectOf, effectText, namedKeys } from "../../src/config/effects.ts";
import { type ConfigField, childrenOf, configFields } from "../../src/config/fields.ts";

const pathsOf = (field: ConfigField): readonly string[] => [
  field.path,
  ...childrenOf(field).flatMap(pathsOf),
];

it("names keys that exist, and no other", () => {
  const known = configFields.flatMap(pathsOf);
  for (const name of namedKeys) expect(known, name).toContain(name.replace(/\.\*$/, ""));
});

it("the longest name that fits counts, whichever item of a list it is", () => {
  expect(effectOf("routes[3].upstream")).toEqual(effectOf("routes"));
  expect(effectOf("console.auth.tokens[0].tokenFile").how).toBe("live");
  expect(effectOf("console.auth.sessionHours")).toMatchObject({ how: "again", again: ["console"] });
  expect(effectOf("listen[0].tls").how).toBe("restart");
  expect(effectOf("listen[0].tls.certificate").how).toBe("links");
  expect(effectOf("listen[0].address").how).toBe("restart");
});

it("what stands in no table needs a restart", () => {
  expect(effectOf("data")).toEqual({ how: "restart", told: [], again: [] });
  expect(effectOf("relay.linksMaximum").how).toBe("restart");
  expect(effectOf("routesOf").how).toBe("restart");
});

it("says it in words", () => {
  expect(["log.level", "routes", "alerts", "relay.dialMs", "data"].map(effectText)).toEqual([
    ...["live", "new links", "alerts again", "new links; shadow again", "restart"],
  ]);
});
