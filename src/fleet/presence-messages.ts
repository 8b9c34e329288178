/**
 * What instances say to each other about stations. Text of others in, a message or null out:
 * whoever may write to the board may write anything.
 */
import { limits } from "../base/limits.ts";

export type PresenceMessage =
  /** The CSMS has accepted the station elsewhere: the link here is stale. */
  | { readonly kind: "superseded"; readonly key: string; readonly linkId: string }
  /**
   * Both have a link of the station, and the board does not know which came first. How long ago the
   * other's was accepted; `isReply` where that is told for the second time. Unit: ms.
   */
  | {
      readonly kind: "conflict";
      readonly from: string;
      readonly key: string;
      readonly linkId: string;
      readonly ageMs: number;
      readonly isReply: boolean;
    }
  /** The CSMS has refused the station: is a link of it there? */
  | {
      readonly kind: "ask";
      readonly from: string;
      readonly id: string;
      readonly key: string;
      readonly status: number;
    }
  /** There may be; with the key to digest the newcomer's credential with, in base64. */
  | { readonly kind: "holding"; readonly id: string; readonly digestKey: string }
  /** Who the newcomer is. */
  | {
      readonly kind: "prove";
      readonly from: string;
      readonly id: string;
      readonly remoteAddress: string;
      readonly digest: string | null;
    }
  /** The link that was ended, or null. */
  | { readonly kind: "outcome"; readonly id: string; readonly ended: string | null };

type Kind = PresenceMessage["kind"];

const texts: Readonly<Record<Kind, readonly string[]>> = {
  superseded: ["key", "linkId"],
  conflict: ["from", "key", "linkId"],
  ask: ["from", "id", "key"],
  holding: ["id", "digestKey"],
  prove: ["from", "id", "remoteAddress"],
  outcome: ["id"],
};

const isNumber = (value: unknown) => typeof value === "number" && Number.isFinite(value);
const isTextOrNull = (value: unknown) => value === null || typeof value === "string";

type Fields = Readonly<Record<string, unknown>>;

const others: Readonly<Record<Kind, (told: Fields) => boolean>> = {
  superseded: () => true,
  conflict: (told) => isNumber(told["ageMs"]) && typeof told["isReply"] === "boolean",
  ask: (told) => isNumber(told["status"]),
  holding: () => true,
  prove: (told) => isTextOrNull(told["digest"]),
  outcome: (told) => isTextOrNull(told["ended"]),
};

export function parsePresenceMessage(text: string): PresenceMessage | null {
  if (text.length > limits.boardMessageChars) return null;
  try {
    const told: unknown = JSON.parse(text);
    if (typeof told !== "object" || told === null || !("kind" in told)) return null;
    const fields: Fields = { ...told };
    const kind = String(fields["kind"]);
    if (!isKind(kind) || !others[kind](fields)) return null;
    if (!texts[kind].every((name) => typeof fields[name] === "string")) return null;
    return fields as PresenceMessage;
  } catch {
    return null;
  }
}

function isKind(kind: string): kind is Kind {
  return Object.hasOwn(texts, kind);
}
