import { describe, expect, it } from "vitest";
import { createTraceReader, type TraceReaderOptions } from "../../src/check/trace-reader.ts";

const FRAME = '[2,"1","Heartbeat",{}]';

function readAll(text: string, options: Partial<TraceReaderOptions> = {}) {
  const reader = createTraceReader({ format: null, view: "csms", ...options });
  const read = [...text.split("\n").map((line) => reader.read(Buffer.from(line))), reader.end()];
  const records = read
    .filter((each) => each !== null)
    .map((each) => ("problem" in each ? each.problem : `${each.sender} ${each.payload}`));
  return { format: reader.format(), records };
}

describe("the reader of traces", () => {
  it.each([
    ["json", `\n${FRAME}\n`, [`null ${FRAME}`]],
    ["json", `[\n{"message":${FRAME},"direction":"out"},\n]`, [`csms ${FRAME}`]],
    ["csv", `direction;message\nin;${FRAME}\n`, [`station ${FRAME}`]],
    ["log", `[INFO] starting\nreceived ${FRAME}\n`, [`station ${FRAME}`]],
    [null, "\n \n", []],
  ])("finds out that it is %s", (format, text, records) => {
    expect(readAll(text)).toEqual({ format, records });
  });

  it("reads what is said to be of a kind as that", () => {
    expect(readAll(FRAME, { format: "log" }).records).toEqual([`null ${FRAME}`]);
    expect(readAll("a,b\n1,2", { format: "csv" }).records[0]).toBe(
      "It names no column with a message",
    );
  });

  it("takes in and out as the station sees them, where the log is a station's", () => {
    const asStation = { view: "station" } as const;
    expect(readAll(`Recv: ${FRAME}`, asStation).records).toEqual([`csms ${FRAME}`]);
    expect(readAll(`CP->CSMS ${FRAME}`, { ...asStation, format: "log" }).records).toEqual([
      `station ${FRAME}`,
    ]);
  });
});
