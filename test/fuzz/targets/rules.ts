/** A conversation as the recorder takes it: parsed, paired, judged by every rule, made into rows. */
import { parseLinkId } from "../../../src/base/ids.ts";
import type { SpoolRecord } from "../../../src/spool/record.ts";
import { closedOf, messageOf, openedOf } from "../../support/spool.ts";
import { checkRecorded } from "../recorded.ts";
import type { Target } from "../target.ts";
import { conversation16, conversation201, words } from "../words.ts";

const LINK = "00000000-0000-4000-8000-000000000001";
const START_US = 1_790_000_000_000_000;
const SUBPROTOCOLS: Readonly<Record<string, string>> = {
  1: "ocpp1.6",
  2: "ocpp2.0.1",
  3: "ocpp2.1",
};

/** Each line: `s` or `c` and a payload; `+` and milliseconds; `g` for a hole; `x` for the end. */
function recordsOf(text: string): readonly SpoolRecord[] {
  const linkId = parseLinkId(LINK);
  if (linkId === null) return [];
  const lines = text.split("\n");
  const opened = openedOf(linkId);
  const subprotocol = SUBPROTOCOLS[text.charAt(0)] ?? null;
  const records: SpoolRecord[] = [
    { ...opened, receivedAtUs: START_US, body: { ...opened.body, subprotocol } },
  ];
  let [seq, atUs] = [0, START_US];
  for (const line of lines.slice(1)) {
    const rest = line.slice(1).trimStart();
    switch (line.charAt(0)) {
      case "+":
        atUs += 1000 * Math.min(Math.abs(Number.parseInt(rest, 10) || 0), 100_000_000);
        break;
      case "g":
        records.push({
          ...{ kind: "gap", linkId, seq: seq + 2, receivedAtUs: atUs, reason: "buffer-full" },
          ...{ fromSeq: seq + 1, toSeq: seq + 2 },
        });
        seq += 2;
        break;
      case "x":
        records.push({ ...closedOf(linkId, seq), receivedAtUs: atUs });
        break;
      case "s":
      case "c": {
        seq += 1;
        atUs += 1000;
        const sender = line.startsWith("s") ? "station" : "csms";
        const payload = Buffer.from(rest, "latin1");
        records.push({ ...messageOf(linkId, seq, { sender, payload }), receivedAtUs: atUs });
      }
    }
  }
  return records;
}

export const target: Target = {
  name: "rules",
  promise:
    "no conversation brings about a fault of the recorder: each message is judged by every rule and becomes a row",
  seeds: [
    `1\n${conversation16}\nx`,
    `2\n${conversation201}\nx`,
    `1\n${conversation16.replaceAll("\n", "\n+ 40000\n")}`,
    '1\ns [2,"1","Heartbeat",{}]\ng\nc [3,"1",{"currentTime":"2026-11-21T09:00:00Z"}]\n+ 90000\nx',
    '0\ns {"a":1}\nc [3,"9",{}]\ns [4,"9","X","",{}]\ns nothing\nc [2,"1","Reset",{"type":"Hard"}]',
  ],
  words,
  inputBytesMax: 16_384,
  check(input) {
    checkRecorded(recordsOf(input.toString("latin1")));
  },
};
