/** Logs of other tools, as `check` and `import` read them. */
import { deepEqual, ok } from "node:assert/strict";
import { createTraceReader } from "../../../src/check/trace-reader.ts";
import { planned, planOf, type Target } from "../target.ts";

const VIEWS = ["station", "csms"] as const;
const FORMATS = [null, "json", "csv", "log"] as const;

function readAll(text: Buffer, view: (typeof VIEWS)[number], format: (typeof FORMATS)[number]) {
  const reader = createTraceReader({ view, format });
  const lines = text.toString("latin1").split("\n");
  const read = lines.map((line) => reader.read(Buffer.from(line, "latin1")));
  return { read, end: reader.end() };
}

const frame = '[2,"1","Heartbeat",{}]';

export const target: Target = {
  name: "traces",
  promise: "every line of a log is a record, nothing, or a problem in a sentence, twice the same",
  seeds: [
    ...[
      `{"payload":"[2,\\"1\\",\\"Heartbeat\\",{}]","sender":"csms","receivedAt":"2026-11-21T09:00:00.123456Z","stationId":"CP-7"}`,
      `{"raw":${JSON.stringify(frame)},"ts":1795251600000,"dir":"Outgoing","charge_point_id":"A"}`,
      `[\n{"frame":${frame},"time":"2026-11-21T09:00:00","direction":"CP->CSMS"},\n]`,
      `time,station,direction,message\n2026-11-21 09:00:00,CP-1,in,"[2,""1"",""Heartbeat"",{}]"\n`,
      `timestamp;message\n1795251600;"[3,""1"",{\n}]"`,
      `2026-11-21 09:00:00,123 [INFO] CP-1 << ${frame}\nSat Nov 21 09:00:00 CP-1 sent: ${frame}`,
      `${frame}\n[3,"1",{"currentTime":"x"}]`,
    ].map((text) => planned(text, 0, 0)),
    planned("time,message\n", 1, 2),
  ],
  words: [
    ...['"', '""', ",", ";", "\t", "\n", "\r\n", "[2,", "[3,", "{", "}", "]", "<<", ">>", "->"],
    ...["message", "payload", "timestamp", "direction", "station", "in", "out", "received", "sent"],
    ...["2026-11-21T09:00:00Z", "1795251600", "base64", "payloadEncoding", "isTruncated", "\u0000"],
  ],
  inputBytesMax: 32_768,
  check(input) {
    const { choice, rest } = planOf(input);
    const [view, format] = [VIEWS[choice(2)] ?? "station", FORMATS[choice(4)] ?? null];
    const all = readAll(rest, view, format);
    deepEqual(readAll(rest, view, format), all);
    for (const one of [...all.read, all.end]) {
      if (one === null) continue;
      if ("problem" in one) ok(one.problem !== "" && one.problem.length < 500, "no sentence");
      else
        ok(
          Number.isSafeInteger(one.payloadBytes) &&
            (one.atUs === null || Number.isSafeInteger(one.atUs)),
        );
    }
  },
};
