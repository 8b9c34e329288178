import { expect, it } from "vitest";
import { rules } from "../../../src/findings/catalogue.ts";
import { record } from "../../support/recording.ts";

const arrival = { kind: "tls-on-plain-port", code: "", problem: "it came" } as const;
const nothingKnown = { status: 0, target: "", failure: null, remoteAddress: "10.0.0.7" };

it("names the address it came from, and is the only finding", () => {
  const recording = record({ rules });
  recording.link().refuse({ ...nothingKnown, arrival });
  expect(recording.findings()).toMatchObject([
    {
      rule: "tls-on-plain-port",
      severity: "error",
      side: "station",
      sentence:
        "A connection from 10.0.0.7 began with a TLS handshake, but this port speaks plain ws://.",
    },
  ]);
});

it("is silent where a request came", () => {
  const recording = record({ rules });
  recording.link().refuse({ status: 404 });
  expect(recording.rulesFound()).not.toContain("tls-on-plain-port");
});
