/**
 * "We are wrong": a broken assumption of our own code, as opposed to a peer that misbehaves (data)
 * or a world that fails (`OperationalError`). Whoever catches it contains it: recording of one link
 * is disabled, or one link ends. Never the process.
 */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new AssertionError(sentence);
}

/** For the end of an exhaustive `switch`: a new kind fails to compile here. */
export function unreachable(value: never): never {
  throw new AssertionError(`unhandled case: ${JSON.stringify(value)}`);
}
