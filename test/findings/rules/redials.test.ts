import { expect, it } from "vitest";
import type { DialFailure } from "../../../src/spool/record.ts";
import { type Recording, record } from "../../support/recording.ts";

const other = { leg: "csms", mode: "translate" } as const;
const code = "ECONNREFUSED";
const failure: DialFailure = { stage: "connect", code, problem: "connect ECONNREFUSED" };
const failed = { refusedBy: "ocpptap", status: 0, reason: "", failure } as const;

const sentences = ({ findings }: Recording) =>
  findings().map(({ rule, sentence }) => [rule, /, for the .+ time/.exec(String(sentence))?.[0]]);

it("tells what keeps ocpptap from the CSMS at the first, the tenth, the hundredth time", () => {
  const recording = record();
  for (let time = 0; time < 120; time += 1) recording.link().refuse({ ...other, ...failed });
  expect(sentences(recording)).toEqual([
    ["csms-unreachable", undefined],
    ["csms-unreachable", ", for the 10th time"],
    ["csms-unreachable", ", for the 100th time"],
  ]);
  expect(recording.findings()[0]).toMatchObject({ side: "csms", leg: "csms" });
});

it("begins anew when a link was open, and with another failure", () => {
  const recording = record();
  const refuse = (status: number) => recording.link().refuse({ ...other, status });
  refuse(401);
  refuse(401);
  refuse(503);
  recording
    .link()
    .open({ ...other, subprotocol: "ocpp1.6" })
    .close();
  refuse(401);
  expect(sentences(recording)).toEqual([
    ["handshake-refused", undefined],
    ["handshake-refused", undefined],
    ["handshake-refused", undefined],
  ]);
});

it("counts TLS likewise, and beside it nothing twice", () => {
  const recording = record();
  const tls = {
    ...failed,
    failure: { ...failure, stage: "tls", code: "CERT_HAS_EXPIRED" },
  } as const;
  for (let time = 0; time < 10; time += 1) recording.link().refuse({ ...other, ...tls });
  expect(sentences(recording)).toEqual([
    ["csms-unreachable", undefined],
    ["tls-failed", undefined],
    ["csms-unreachable", ", for the 10th time"],
    ["tls-failed", ", for the 10th time"],
  ]);
});

it("tells each time of a station that dials itself, and nothing of one that left meanwhile", () => {
  const recording = record();
  for (let time = 0; time < 3; time += 1) recording.link().refuse({ ...failed, status: 502 });
  recording.link().refuse(failed);
  expect(sentences(recording)).toEqual(
    Array.from({ length: 3 }, () => ["csms-unreachable", undefined]),
  );
});

it("goes on counting after a restart", () => {
  const recording = record();
  for (let time = 0; time < 4; time += 1) recording.link().refuse({ ...other, ...failed });
  const { engine } = recording.intake.state;
  const [peer] = [...engine.stations()];
  if (peer === undefined) throw new Error("there is one");
  const after = record();
  after.intake.state.engine.restoreStation(peer, engine.saveStation(peer));
  for (let time = 0; time < 6; time += 1) after.link().refuse({ ...other, ...failed });
  expect(sentences(after)).toEqual([["csms-unreachable", ", for the 10th time"]]);
});
