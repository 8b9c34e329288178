/**
 * What the embedded board and its processes say to each other: JSON lines over a socket that only
 * this user can open. Both ends are ocpptap, perhaps of two versions; what is not understood is
 * passed over.
 */
import type { BookName, Member } from "./board.ts";

type Pair = readonly [key: string, linkId: string];

export type HubRequest =
  | { readonly op: "claim" | "keep" | "release"; readonly mine: readonly Pair[] }
  | { readonly op: "holder"; readonly key: string }
  | { readonly op: "beat" }
  | { readonly op: "publish"; readonly channel: string; readonly text: string }
  | { readonly op: "listen" | "unlisten"; readonly channel: string }
  | {
      readonly op: "write";
      readonly book: BookName;
      readonly name: string;
      readonly text: string | null;
    }
  | { readonly op: "read"; readonly book: BookName };

export type ToHub = { readonly member: Member } | (HubRequest & { readonly id: number });

export type FromHub =
  | { readonly id: number; readonly answer: unknown }
  | { readonly channel: string; readonly text: string };

export function parseToHub(line: string): ToHub | null {
  const told = parseObject(line);
  return told === null ? null : (told as ToHub);
}

export function parseFromHub(line: string): FromHub | null {
  const told = parseObject(line);
  return told === null ? null : (told as FromHub);
}

function parseObject(line: string): object | null {
  try {
    const told: unknown = JSON.parse(line);
    return typeof told === "object" && told !== null ? told : null;
  } catch {
    return null;
  }
}
