/**
 * One line of JSON → the message it holds: an OCPP-J frame as it is, or an object around one.
 * Total: what cannot be read is an answer, with a sentence.
 */
import { type Fields, plain, recordOf, type TraceRecord } from "./trace-fields.ts";

export function readLine(line: Buffer): TraceRecord | { readonly problem: string } {
  if (line[line.findIndex((byte) => byte !== 0x20 && byte !== 0x09)] !== 0x7b) return bare(line);
  let value: unknown;
  try {
    value = JSON.parse(line.toString("utf8"));
  } catch {
    return { problem: "It begins like a record, but it is not JSON" };
  }
  if (typeof value !== "object" || value === null) return { problem: "It is no record" };
  const fields: Fields = new Map(Object.entries(value).map(([name, of]) => [plain(name), of]));
  return recordOf(fields);
}

function bare(payload: Buffer): TraceRecord {
  const unknown = {
    sender: null,
    isRelative: false,
    atUs: null,
    stationId: null,
    linkKey: null,
    leg: "both" as const,
    version: null,
  };
  return { payload, payloadBytes: payload.length, isTruncated: false, ...unknown };
}
