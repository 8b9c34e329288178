/** An input → another one like it: what bytes, words, lines and numbers can be made of it. */
import type { Random } from "../../src/simulate/random.ts";

export type Material = {
  readonly random: Random;
  readonly words: readonly string[];
  /** Inputs to borrow from. */
  readonly others: readonly Buffer[];
  readonly bytesMax: number;
};

type Mutation = (input: Buffer, material: Material) => Buffer;

/** A few mutations, one on the other: mostly one or two. */
export function mutated(input: Buffer, material: Material): Buffer {
  const { random, bytesMax } = material;
  let bytes = input;
  do {
    bytes = random.pick(mutations)(bytes, material).subarray(0, bytesMax);
  } while (random.chance(0.55));
  return Buffer.from(bytes);
}

const NUMBERS = [
  ...["0", "-1", "1", "255", "65535", "65536", "2147483647", "2147483648", "4294967296"],
  ...["9007199254740993", "1e400", "-0", "00", "0.1", "1e-7", "99999999999999999999"],
];

const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

function spliced(input: Buffer, at: number, removed: number, put: Buffer | string): Buffer {
  const rest = input.subarray(Math.min(input.length, at + removed));
  return Buffer.concat([input.subarray(0, at), Buffer.from(put), rest]);
}

/** A place in the input, its end included. */
function placeIn(input: Buffer, { random }: Material): number {
  return random.integer(0, input.length);
}

/** Mostly short. */
function rangeIn(input: Buffer, material: Material): { readonly at: number; readonly end: number } {
  const at = placeIn(input, material);
  const longest = material.random.chance(0.7) ? 12 : input.length;
  return { at, end: Math.min(input.length, at + material.random.integer(0, longest)) };
}

function wordOf({ random, words }: Material): string {
  const [first, ...others] = words;
  return first === undefined ? "" : random.pick([first, ...others]);
}

function otherOf({ random, others }: Material): Buffer {
  return others[random.integer(0, others.length - 1)] ?? Buffer.alloc(0);
}

/** A stretch that the pattern finds becomes another; the input itself where there is none. */
function replaced(
  input: Buffer,
  { random }: Material,
  { pattern, by }: { readonly pattern: RegExp; readonly by: () => string },
): Buffer {
  const found = [...input.toString("latin1").matchAll(pattern)];
  const one = found[random.integer(0, found.length - 1)];
  return one === undefined ? input : spliced(input, one.index, one[0].length, by());
}

const flipBit: Mutation = (input, material) => {
  const bytes = Buffer.from(input);
  const at = placeIn(input, material);
  if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << material.random.integer(0, 7));
  return bytes;
};

const setByte: Mutation = (input, material) => {
  const at = placeIn(input, material);
  return spliced(input, at, 1, Buffer.from([material.random.integer(0, 255)]));
};

const setNumber: Mutation = (input, material) => {
  const { random } = material;
  const size = random.pick([2, 4]);
  const bytes = Buffer.alloc(size);
  const value = (EDGES[random.integer(0, EDGES.length - 1)] ?? 0) % 2 ** (8 * size);
  if (random.chance(0.5)) bytes.writeUIntBE(value, 0, size);
  else bytes.writeUIntLE(value, 0, size);
  return spliced(input, placeIn(input, material), random.pick([size, 0]), bytes);
};

const insertBytes: Mutation = (input, material) => {
  const { random } = material;
  const bytes = Array.from({ length: random.integer(1, 8) }, () => random.integer(0, 255));
  return spliced(input, placeIn(input, material), 0, Buffer.from(bytes));
};

const putWord: Mutation = (input, material) => {
  const word = wordOf(material);
  const removed = material.random.chance(0.5) ? word.length : 0;
  return spliced(input, placeIn(input, material), removed, word);
};

const remove: Mutation = (input, material) => {
  const { at, end } = rangeIn(input, material);
  return spliced(input, at, end - at, "");
};

const copy: Mutation = (input, material) => {
  const { at, end } = rangeIn(input, material);
  return spliced(input, placeIn(input, material), 0, input.subarray(at, end));
};

/** Up to the largest input there may be: this is what finds quadratic time and deep nesting. */
const repeat: Mutation = (input, material) => {
  const { at, end } = rangeIn(input, material);
  if (end === at) return input;
  const { random, bytesMax } = material;
  const most = random.chance(0.1) ? Math.ceil(bytesMax / (end - at)) : 16;
  const times = Math.min(random.integer(2, most), Math.ceil(bytesMax / (end - at)));
  return spliced(input, at, 0, Buffer.alloc((end - at) * times, input.subarray(at, end)));
};

const splice: Mutation = (input, material) => {
  const other = otherOf(material);
  return Buffer.concat([
    input.subarray(0, placeIn(input, material)),
    other.subarray(placeIn(other, material)),
  ]);
};

const cutOff: Mutation = (input, material) => input.subarray(0, placeIn(input, material));

const setDigits: Mutation = (input, material) => {
  const by = () => NUMBERS[material.random.integer(0, NUMBERS.length - 1)] ?? "0";
  return replaced(input, material, { pattern: /-?\d+(?:\.\d+)?/g, by });
};

const setQuoted: Mutation = (input, material) =>
  replaced(input, material, { pattern: /"[^"]{0,80}"/g, by: () => `"${wordOf(material)}"` });

const setValue: Mutation = (input, material) => {
  const values = ["null", "true", "[]", "{}", '""', "[[]]", '{"":{}}', "-1", wordOf(material)];
  const by = () => values[material.random.integer(0, values.length - 1)] ?? "";
  return replaced(input, material, { pattern: /(?<=:\s*)(?:"[^"]*"|[^\s,\]}{[]+)/g, by });
};

/** Lines removed, doubled, swapped, or another input's put in. */
const changeLines: Mutation = (input, material) => {
  const { random } = material;
  const lines = input.toString("latin1").split("\n");
  const at = random.integer(0, lines.length - 1);
  const others = otherOf(material).toString("latin1").split("\n");
  const other = others[random.integer(0, others.length - 1)] ?? "";
  const line = lines[at] ?? "";
  const to = random.integer(0, lines.length - 1);
  switch (random.integer(0, 3)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(to, 0, line);
      break;
    case 2:
      lines.splice(to, 0, ...lines.splice(at, 1));
      break;
    default:
      lines.splice(at, 0, other);
  }
  return Buffer.from(lines.join("\n"), "latin1");
};

const mutations: readonly [Mutation, ...Mutation[]] = [
  ...([flipBit, setByte, setNumber, insertBytes, putWord, remove, copy, repeat, splice] as const),
  ...[cutOff, setDigits, setQuoted, setValue, changeLines, putWord, changeLines],
];
