import { expect, test } from "vitest";
import type { ActionText } from "../../../../src/ocpp/reference/text.ts";
import { changedIn21 } from "../../../../src/ocpp/reference/v2/changed-21.ts";

const authorize: ActionText = {
  action: "Authorize",
  block: "C Authorization",
  purpose: "Asks.",
  when: "Before charging.",
  mistakes: ["Forgotten."],
  counterparts: { "1.6": ["Authorize"], "2.1": ["Authorize"] },
  request: { idToken: "The token." },
  response: { idTokenInfo: "The verdict." },
};

test("keeps what 2.0.1 says and adds what is new", () => {
  const [changed] = changedIn21([authorize]);
  expect(changed?.purpose).toMatch(/^Asks\. In 2\.1 /);
  expect(changed?.request).toEqual({ idToken: "The token." });
  expect(Object.keys(changed?.response ?? {})).toEqual([
    "idTokenInfo",
    "allowedEnergyTransfer",
    "tariff",
  ]);
  expect(changed?.counterparts).toEqual({ "1.6": ["Authorize"], "2.0.1": ["Authorize"] });
});

test("leaves out what 2.1 did not change, whatever its name", () => {
  const names = ["Heartbeat", "__proto__", "toString"];
  expect(changedIn21(names.map((action) => ({ ...authorize, action })))).toEqual([]);
});
