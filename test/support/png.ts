/**
 * Screenshots made small: a truecolour PNG as browsers write it → the same picture with a palette of
 * 256 colours. Pages have few colours and their text many shades between two of them; nobody sees
 * the difference, and the file is a third. PNG: ISO/IEC 15948.
 */
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS_MAX = 256;

type Picture = { readonly width: number; readonly height: number; readonly rgb: Buffer };

/** 8-bit RGB or RGBA (whose opacity is left out) without interlacing; throws for other PNGs. */
export function shrunk(png: Buffer): Buffer {
  const picture = decoded(png);
  const { width, height, rgb } = picture;
  const palette = paletteOf(rgb);
  const nearest = createNearest(palette);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      rows[y * (width + 1) + 1 + x] = nearest(colourAt(rgb, at));
    }
  }
  const colours = Buffer.alloc(palette.length * 3);
  for (const [index, colour] of palette.entries()) colours.writeUIntBE(colour, index * 3, 3);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits, palette, and the only methods there are.
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, "latin1");
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(data, crc32(head.subarray(4))), 0);
  return Buffer.concat([head, data, sum]);
}

function decoded(png: Buffer): Picture {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error("not a PNG");
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") {
      data.push(png.subarray(at + 8, at + 8 + length));
    }
    at += length + 12;
  }
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, kind, , , interlaced] = png.subarray(24, 29);
  const channels = kind === 6 ? 4 : kind === 2 ? 3 : 0;
  if (depth !== 8 || channels === 0 || interlaced !== 0) throw new Error("another kind of PNG");
  const raw = inflateSync(Buffer.concat(data));
  const bytes = width * channels;
  const rgb = Buffer.alloc(width * height * 3);
  let above = Buffer.alloc(bytes);
  for (let y = 0; y < height; y++) {
    const start = y * (bytes + 1);
    const row = Buffer.from(raw.subarray(start + 1, start + 1 + bytes));
    unfilter(row, { above, filter: raw[start] ?? 0, channels });
    for (let x = 0; x < width; x++) {
      row.copy(rgb, (y * width + x) * 3, x * channels, x * channels + 3);
    }
    above = row;
  }
  return { width, height, rgb };
}

type Filtered = { readonly above: Buffer; readonly filter: number; readonly channels: number };

/** §9.2: none, sub, up, average, Paeth. */
function unfilter(row: Buffer, { above, filter, channels }: Filtered): void {
  if (filter === 0) return;
  for (let index = 0; index < row.length; index++) {
    const left = index < channels ? 0 : (row[index - channels] ?? 0);
    const up = above[index] ?? 0;
    const corner = index < channels ? 0 : (above[index - channels] ?? 0);
    row[index] = ((row[index] ?? 0) + guess(filter, { left, up, corner })) & 255;
  }
}

type Around = { readonly left: number; readonly up: number; readonly corner: number };

function guess(filter: number, { left, up, corner }: Around): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const estimate = left + up - corner;
  const [a, b, c] = [left, up, corner].map((each) => Math.abs(estimate - each));
  if ((a ?? 0) <= (b ?? 0) && (a ?? 0) <= (c ?? 0)) return left;
  return (b ?? 0) <= (c ?? 0) ? up : corner;
}

function colourAt(rgb: Buffer, at: number): number {
  return rgb.readUIntBE(at, 3);
}

/** The most frequent ones, none of them nearly the same as a more frequent one. */
function paletteOf(rgb: Buffer): readonly number[] {
  const counts = new Map<number, number>();
  for (let at = 0; at < rgb.length; at += 3) {
    const colour = colourAt(rgb, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byUse = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour);
  for (let apart = 0; ; apart += 6) {
    const chosen: number[] = [];
    for (const colour of byUse) {
      if (chosen.every((other) => distance(colour, other) > apart)) chosen.push(colour);
      if (chosen.length > COLOURS_MAX) break;
    }
    if (chosen.length <= COLOURS_MAX) return chosen;
  }
}

function distance(one: number, other: number): number {
  const apart = (shift: number) => Math.abs(((one >> shift) & 255) - ((other >> shift) & 255));
  return apart(16) + apart(8) + apart(0);
}

/** Each colour is looked for once. */
function createNearest(palette: readonly number[]): (colour: number) => number {
  const known = new Map<number, number>();
  return (colour) => {
    const before = known.get(colour);
    if (before !== undefined) return before;
    let best = 0;
    palette.forEach((other, index) => {
      if (distance(colour, other) < distance(colour, palette[best] ?? 0)) best = index;
    });
    known.set(colour, best);
    return best;
  };
}
