/**
 * A place of state in which documents with credentials are encrypted. What a translated station
 * dials its CSMS with has to be remembered as it is; with this it cannot be read in the file.
 *
 * Only documents in which the record would mask something are sealed, each with AES-256-GCM: the
 * others stay as people can read them, and as small as they are. A sealed one is `{"sealed":
 * "<nonce, text, tag in base64>"}`, bound to its key in the state.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Json } from "../exchange/message.ts";
import { createRedact } from "../exchange/redact.ts";
import type { Backend, Change, Failure } from "./backend.ts";
import type { StateDocument } from "./state-store.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function sealedBackend(backend: Backend, key: Buffer): Backend {
  const redact = createRedact({ names: [], hashToken: null });
  const sealIfNeeded = ([name, value]: Change): Change =>
    value === null || redact(value) === null ? [name, value] : [name, seal(name, value, key)];
  return {
    ...backend,
    async open(request) {
      const answer = await backend.open(request);
      if (answer.kind !== "opened") return answer;
      const documents: StateDocument[] = [];
      for (const document of answer.documents) {
        const opened = openSealed(document, key);
        if (opened === null) return wrongKey;
        documents.push(opened);
      }
      return { kind: "opened", documents };
    },
    store: (request) => backend.store({ ...request, changes: request.changes.map(sealIfNeeded) }),
  };
}

const wrongKey: Failure = {
  kind: "failed",
  code: "STATE_DAMAGED",
  problem: "a document was encrypted with another key",
  remedy: "Bring back the record.key or record.keyFile it was written with.",
};

function seal(name: string, value: string, key: Buffer): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(name));
  const text = [cipher.update(value, "utf8"), cipher.final()];
  const sealed = Buffer.concat([nonce, ...text, cipher.getAuthTag()]);
  return JSON.stringify({ sealed: sealed.toString("base64") });
}

/** Null where it cannot be opened. */
function openSealed(document: StateDocument, key: Buffer): StateDocument | null {
  const text = sealedTextOf(document.value);
  if (text === null) return document;
  const sealed = Buffer.from(text, "base64");
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const tag = sealed.subarray(-TAG_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES));
  decipher.setAAD(Buffer.from(JSON.stringify(document.key))).setAuthTag(tag);
  try {
    const parts = [decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()];
    return { ...document, value: parseJson(Buffer.concat(parts).toString("utf8")) };
  } catch {
    // The tag is wrong: another key, or altered. Told as what it means to the caller.
    return null;
  }
}

function parseJson(text: string): Json {
  return JSON.parse(text) as Json;
}

function sealedTextOf(value: Json): string | null {
  if (typeof value !== "object" || value === null || !("sealed" in value)) return null;
  const { sealed, ...rest } = value;
  return typeof sealed === "string" && Object.keys(rest).length === 0 ? sealed : null;
}
