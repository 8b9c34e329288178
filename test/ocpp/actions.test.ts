import { createRequire } from "node:module";
import { expect, it } from "vitest";
import {
  actionsOf,
  isSecurityExtension,
  sendersOfAction,
  versionsOfAction,
} from "../../src/ocpp/actions.ts";
import { ocppVersions } from "../../src/ocpp/versions.ts";

const require = createRequire(import.meta.url);

/** The names in the schemas of npm `ocpp-rpc`: an oracle that is not ours. */
function namesOf(file: string): string[] {
  const schemas = require(`ocpp-rpc/lib/schemas/${file}.json`) as readonly { $id: string }[];
  const names = schemas.map(({ $id }) =>
    $id.replace(/^urn:|(Request|Response|\.req|\.conf)$/g, ""),
  );
  return [...new Set(names)].sort();
}

it("has all actions of each version and no others", () => {
  const files = { "1.6": "ocpp1_6", "2.0.1": "ocpp2_0_1", "2.1": "ocpp2_1" } as const;
  for (const version of ocppVersions) {
    expect([...actionsOf(version)].sort()).toEqual(namesOf(files[version]));
  }
  expect(ocppVersions.map((version) => [...actionsOf(version)].length)).toEqual([39, 64, 91]);
});

it("knows who sends an action, and in which versions it exists", () => {
  expect(sendersOfAction("1.6", "Reset")).toEqual(["csms"]);
  expect(sendersOfAction("1.6", "DataTransfer")).toEqual(["station", "csms"]);
  expect(sendersOfAction("2.1", "NotifyPeriodicEventStream")).toEqual(["station"]);
  expect(sendersOfAction("1.6", "__proto__")).toBeNull();
  expect(versionsOfAction("TransactionEvent")).toEqual(["2.0.1", "2.1"]);
  expect(versionsOfAction("transactionEvent")).toEqual([]);
});

it("knows which 1.6 actions are of the security extension", () => {
  expect([...actionsOf("1.6")].filter(isSecurityExtension).length).toBe(11);
});

it("lets only DataTransfer go both ways", () => {
  for (const version of ocppVersions) {
    const twoWay = [...actionsOf(version)].filter(
      (action) => sendersOfAction(version, action)?.length === 2,
    );
    expect(twoWay).toEqual(["DataTransfer"]);
  }
});
