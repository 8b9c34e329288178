/** Message rows in RowBinary → their values, read the way ClickHouse reads them. */
import { columns } from "../../src/store/encode.ts";

type Value = string | number | boolean | null | readonly string[];
type Reader = (bytes: Buffer, at: number) => { readonly value: Value; readonly end: number };

const integer: Reader = (bytes, at) => ({
  value: Number(bytes.readBigInt64LE(at)),
  end: at + 8,
});

const nullable: Reader = (bytes, at) =>
  bytes[at] === 1 ? { value: null, end: at + 1 } : integer(bytes, at + 1);

function lengthAt(bytes: Buffer, from: number): { readonly length: number; readonly end: number } {
  let length = 0;
  let at = from;
  for (let factor = 1; ; factor *= 0x80) {
    const byte = bytes.readUInt8(at);
    at += 1;
    length += (byte & 0x7f) * factor;
    if (byte < 0x80) return { length, end: at };
  }
}

function textAt(bytes: Buffer, at: number): { readonly value: string; readonly end: number } {
  const { length, end } = lengthAt(bytes, at);
  if (end + length > bytes.length) throw new Error("a text ends beyond the rows");
  // Fatal: ClickHouse stores any bytes, and our readers expect UTF-8.
  const value = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
    bytes.subarray(end, end + length),
  );
  return { value, end: end + length };
}

const texts: Reader = (bytes, from) => {
  const { length, end } = lengthAt(bytes, from);
  const value: string[] = [];
  let at = end;
  while (value.length < length) {
    const next = textAt(bytes, at);
    value.push(next.value);
    at = next.end;
  }
  return { value, end: at };
};

const uuid: Reader = (bytes, at) => {
  const half = (from: number) => Buffer.from(bytes.subarray(from, from + 8)).reverse();
  const hex = Buffer.concat([half(at), half(at + 8)]).toString("hex");
  const value = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { value, end: at + 16 };
};

const nullableUuid: Reader = (bytes, at) =>
  bytes[at] === 1 ? { value: null, end: at + 1 } : uuid(bytes, at + 1);

const flag: Reader = (bytes, at) => ({ value: bytes.readUInt8(at) === 1, end: at + 1 });

const readers: Readonly<Record<string, Reader>> = {
  received_at: integer,
  link_id: uuid,
  seq: integer,
  payload_bytes: integer,
  wire_bytes: integer,
  is_truncated: flag,
  request_seq: nullable,
  latency_us: nullable,
  connector_id: nullable,
  evse_id: nullable,
  findings: texts,
  from_link_id: nullableUuid,
  from_seq: nullable,
  transport: textAt,
  redactions: texts,
};

export function messagesOf(body: Buffer): readonly (readonly Value[])[] {
  const rows: Value[][] = [];
  let at = 0;
  while (at < body.length) {
    const row: Value[] = [];
    for (const column of columns.messages) {
      const { value, end } = (readers[column] ?? textAt)(body, at);
      row.push(value);
      at = end;
    }
    rows.push(row);
  }
  return rows;
}
