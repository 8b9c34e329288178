/** Words about messages that several parts of the page use. */
import type { Message, MessageReference } from "../../console/contract.ts";

export type Severity = Message["findings"][number]["severity"];

const bySeverity: readonly Severity[] = ["error", "warning", "note"];

export function worstOf(findings: Message["findings"]): Severity | null {
  return bySeverity.find((severity) => findings.some((one) => one.severity === severity)) ?? null;
}

export function isAnswer({ type }: Pick<Message, "type">): boolean {
  return type === "callResult" || type === "callError" || type === "callResultError";
}

export function isFailure({ type }: Pick<Message, "type">): boolean {
  return type === "callError" || type === "callResultError" || type === "malformed";
}

/** What stands in the place of a missing action. */
export function nameOf({ action, type }: Pick<Message, "action" | "type">): string {
  return action ?? (type === "malformed" ? "(unreadable)" : "(no action)");
}

/** `3.2 ms`, `120 ms`, `12.3 s` */
export function latencyText(ms: number | null): string {
  if (ms === null) return "";
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

const sizes = [
  [1e12, "TB"],
  [1e9, "GB"],
  [1e6, "MB"],
] as const;

export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, name] = sizes.find(([each]) => bytes >= each) ?? [1000, "kB"];
  return `${(bytes / unit).toFixed(1)} ${name}`;
}

export function keyOf({ linkId, seq }: MessageReference): string {
  return `${linkId}/${seq}`;
}

export function pathOf(reference: MessageReference): string {
  return `/messages/${keyOf(reference)}`;
}

/** Out of a page's path; null where it shows no message. */
export function openedIn(path: string): MessageReference | null {
  const match = /^\/messages\/([0-9a-f-]{36})\/(\d{1,15})$/i.exec(path);
  return match === null ? null : { linkId: match[1] ?? "", seq: Number(match[2]) };
}

/** As `wscat` shows it at the station: `>` what it sends, `<` what it receives. */
export function frameText({ sender, payload }: Pick<Message, "sender" | "payload">): string {
  return `${sender === "station" ? ">" : "<"} ${payload}`;
}

/** 0-based element of the OCPP-J array that is the call payload; of errors the errorDetails. */
export function payloadElementOf({ type }: Pick<Message, "type">): number {
  if (type === "callResult") return 2;
  return type === "callError" || type === "callResultError" ? 4 : 3;
}

/** `1,234` */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}
