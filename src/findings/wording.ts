/** The pieces that sentences are made of. What peers sent is shortened and made printable. */
import { isStationsOwn, type Leg, type Sender } from "../base/ids.ts";
import { printable } from "../base/printable.ts";
import { type Asked, isQuotable, withoutCredentials } from "../ocpp/quoting.ts";

const CHARS_MAX = 60;

export function cut(text: string): string {
  const safe = printable(text);
  return safe.length <= CHARS_MAX ? safe : `${safe.slice(0, CHARS_MAX)}…`;
}

/** Free text, without what it says itself to be a credential. */
export function cutFree(text: string): string {
  return cut(withoutCredentials(text));
}

/** What an error says; "" where it says nothing, or may repeat a secret of the call it answers. */
export function quoteOfError(text: string, request: Asked | null): string {
  return text !== "" && isQuotable(text, request) ? cutFree(text) : "";
}

/** An error code should be a word; a peer may put anything there. */
export function codeOf(errorCode: string, request: Asked | null): string {
  if (/^[\w.:-]{1,60}$/.test(errorCode)) return errorCode;
  if (errorCode === "") return '""';
  const quoted = quoteOfError(errorCode, request);
  return quoted === "" ? `of ${plural(errorCode.length, "character")} (not shown)` : `"${quoted}"`;
}

/** `BootNotification (id 17)` */
export function nameOfCall(call: { readonly action: string; readonly messageId: string }): string {
  const action = call.action === "" ? "a call" : cut(call.action);
  return `${action} (id ${cut(call.messageId)})`;
}

/** At the beginning of a sentence. */
export const Party = { station: "The station", csms: "The CSMS" } satisfies Record<Sender, string>;
/** Inside a sentence. */
export const party = { station: "the station", csms: "the CSMS" } satisfies Record<Sender, string>;

/** Who dialled: on any leg but the station's own, ocpptap did. */
export function dialler(leg: Leg): string {
  return isStationsOwn(leg) ? "the station" : "ocpptap";
}

/** Inside a sentence, where the other side than the one at fault may be meant. */
export function partyOn(leg: Leg, sender: Sender): string {
  return sender === "station" ? dialler(leg) : party.csms;
}

/** µs → `30 s`, `1.25 s`, `80 ms`, `12 min`, `3.5 h`. */
export function duration(us: number): string {
  const ms = us / 1000;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Number((ms / 1_000).toFixed(ms < 10_000 ? 2 : 1))} s`;
  if (ms < 7_200_000) return `${Number((ms / 60_000).toFixed(1))} min`;
  return `${Number((ms / 3_600_000).toFixed(1))} h`;
}

/** `30 s to 32 s`, `about 30 s` */
export function between(leastUs: number, mostUs: number): string {
  const [least, most] = [duration(leastUs), duration(mostUs)];
  return least === most ? `about ${least}` : `${least} to ${most}`;
}

/** A sentence, as it stands behind a colon. */
export function inside(sentence: string): string {
  return `${sentence.slice(0, 1).toLowerCase()}${sentence.slice(1)}`;
}

/** `1 message`, `12 messages` */
export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** `800 bytes`, `70 KiB`, `1.5 MiB` */
export function size(bytes: number): string {
  if (bytes < 1024) return plural(bytes, "byte");
  const kib = bytes / 1024;
  return kib < 1024 ? `${Number(kib.toFixed(1))} KiB` : `${Number((kib / 1024).toFixed(1))} MiB`;
}
