/**
 * Documents ⇄ the JSON texts that are kept. Keys are JSON as well: text of peers may have halves of
 * surrogate pairs and NULs, which JSON escapes and UTF-8 or a database may lose.
 */
import { limits } from "../base/limits.ts";
import type { Json } from "../exchange/message.ts";
import type { Change } from "./backend.ts";
import type { StateDocument } from "./state-store.ts";

/** What is parsed in one turn of the event loop, at most: about 5 ms. Unit: characters. */
const TURN_CHARS = 1024 * 1024;

export type Encoded =
  | { readonly kind: "changes"; readonly changes: readonly Change[]; readonly bytes: number }
  /** A document or all of them are too large. */
  | { readonly kind: "limit"; readonly problem: string };

export function encodeChanges(writes: readonly StateDocument[]): Encoded {
  const changes: Change[] = [];
  let bytes = 0;
  for (const { key, value } of writes) {
    const keyText = JSON.stringify(key);
    const keyBytes = Buffer.byteLength(keyText);
    if (keyBytes > limits.stateKeyBytesMax) {
      return limit(`a key of ${keyBytes} bytes`, limits.stateKeyBytesMax);
    }
    const valueText = textOf(value);
    if (valueText === undefined) return limit("a document that is nested too deeply", 0);
    const valueBytes = valueText === null ? 0 : Buffer.byteLength(valueText);
    if (valueBytes > limits.stateDocumentBytesMax) {
      return limit(`${keyText} of ${valueBytes} bytes`, limits.stateDocumentBytesMax);
    }
    bytes += keyBytes + valueBytes;
    if (bytes > limits.stateWriteBytesMax) {
      return limit(`more than ${limits.stateWriteBytesMax} bytes in one write`, 0);
    }
    changes.push([keyText, valueText]);
  }
  return { kind: "changes", changes, bytes };
}

function limit(what: string, max: number): Encoded {
  return { kind: "limit", problem: max === 0 ? what : `${what}, and at most ${max} are kept` };
}

/** Undefined where the text cannot be made: only nesting is too much for it. */
function textOf(value: Json): string | null | undefined {
  if (value === null) return null;
  try {
    return JSON.stringify(value);
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** Null where a text is none of ours. Other work goes on between large parts. */
export async function parseDocuments(
  texts: Iterable<readonly [key: string, value: string]>,
): Promise<readonly StateDocument[] | null> {
  const documents: StateDocument[] = [];
  let chars = 0;
  for (const [keyText, valueText] of texts) {
    try {
      const key: unknown = JSON.parse(keyText);
      if (typeof key !== "string") return null;
      documents.push({ key, value: JSON.parse(valueText) as Json });
    } catch {
      return null;
    }
    chars += keyText.length + valueText.length;
    if (chars < TURN_CHARS) continue;
    chars = 0;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return documents;
}
