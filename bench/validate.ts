/**
 * What a payload can cost the validator at worst: payloads of 1 MiB made to be slow to judge, valid
 * and not. Each is judged with warm schemas; before a number is believed, the verdict is checked.
 */
import { type Subject, validate } from "../src/ocpp/validator.ts";
import { atMost, type BenchContext, type Section } from "./figures.ts";

const BYTES = 1024 * 1024;
const TIMES_MS_MAX = 50;

type Case = {
  readonly name: string;
  readonly subject: Subject;
  /** Of another content each time: verdicts on long texts are kept. */
  readonly payload: (nth: number) => unknown;
  readonly isValid: boolean;
};

const request = (version: Subject["version"], action: string): Subject => ({
  ...{ version, action, kind: "request" },
});
const date = "2026-11-21T09:00:00Z";
const diagnostics = request("1.6", "GetDiagnostics");
const boot = { chargePointVendor: "V", chargePointModel: "M" };

function cases(): readonly Case[] {
  const fields = Object.fromEntries(Array.from({ length: 90_000 }, (_, at) => [`f${at}`, 1]));
  const sample = { value: "1", measurand: "Voltage", phase: "L1", unit: "V" };
  const samples = Array.from({ length: 16_000 }, () => sample);
  const uri = (nth: number, part: string) => `ftp://u${nth}@h/${part.repeat(BYTES / part.length)}`;
  const report = { requestId: 1, generatedAt: date, seqNo: 0 };
  return [
    {
      ...{ name: "90,000 unknown fields", subject: request("1.6", "BootNotification") },
      ...{ payload: () => ({ ...boot, ...fields }), isValid: false },
    },
    ...["a", "%41", "a/", "a."].flatMap((part) => [
      {
        ...{ name: `a URI of ${part}, valid`, subject: diagnostics, isValid: true },
        payload: (nth: number) => ({ location: uri(nth, part) }),
      },
      {
        ...{ name: `a URI of ${part}, invalid at its end`, subject: diagnostics, isValid: false },
        payload: (nth: number) => ({ location: `${uri(nth, part)} ` }),
      },
    ]),
    {
      ...{ name: "500,000 wrong items", subject: request("2.0.1", "NotifyReport") },
      ...{ payload: () => ({ ...report, reportData: Array(500_000).fill(1) }), isValid: false },
    },
    {
      ...{ name: "16,000 samples", subject: request("1.6", "MeterValues") },
      payload: () => ({
        connectorId: 1,
        meterValue: [{ timestamp: date, sampledValue: samples }],
      }),
      isValid: true,
    },
    {
      ...{ name: "a long text of characters beyond U+FFFF" },
      subject: request("1.6", "BootNotification"),
      payload: () => ({ ...boot, chargePointVendor: "😀".repeat(BYTES / 4) }),
      isValid: false,
    },
    {
      ...{ name: "a date of 1 MiB", subject: request("1.6", "MeterValues") },
      payload: () => ({
        connectorId: 1,
        meterValue: [{ timestamp: "2".repeat(BYTES), sampledValue: [sample] }],
      }),
      isValid: false,
    },
  ];
}

export async function benchValidate({ rounds, say }: BenchContext): Promise<Section> {
  const measured = cases().map((each) => ({ ...each, ms: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    say(`validate, round ${round + 1} of ${rounds}`);
    for (const { name, subject, payload, isValid, ms } of measured) {
      // The first time also compiles.
      const verdict = validate(subject, parsed(payload(2 * round)));
      if ((verdict.kind === "valid") !== isValid) throw new Error(`${name}: ${verdict.kind}`);
      const fresh = parsed(payload(2 * round + 1));
      const cpu = process.threadCpuUsage();
      validate(subject, fresh);
      const { user, system } = process.threadCpuUsage(cpu);
      ms.push((user + system) / 1000);
    }
  }
  const worst = Array.from({ length: rounds }, (_, round) =>
    Math.max(...measured.map(({ ms }) => ms[round] ?? 0)),
  );
  return {
    title: "Validator",
    meaning: [
      "Payloads of up to 1 MiB that are made to be slow to judge, each judged once with schemas that " +
        "are compiled already. CPU of the thread that judges, in ms: for so long nothing else is recorded.",
    ],
    figures: measured.map(({ name, ms }) => ({
      ...{ subject: name, measure: "CPU, ms", values: ms, decimals: 1 },
    })),
    goals: [
      atMost({
        text: `no payload of up to 1 MiB takes more than ${TIMES_MS_MAX} ms`,
        values: worst,
        bound: TIMES_MS_MAX,
        decimals: 1,
      }),
    ],
    remarks: [],
  };
}

/** As it comes out of a message. */
function parsed(payload: unknown): unknown {
  return JSON.parse(JSON.stringify(payload));
}
