/** Rows → what the API shows: absent text becomes null, µs become ISO 8601 or ms. */
import { isoFromUs } from "../base/clock.ts";
import type { Severity } from "../findings/rule.ts";
import type { MessageRow } from "../store/rows.ts";
import { summaryOf } from "./summary/summary.ts";

export type RuleAndSeverity = { readonly rule: string; readonly severity: Severity };

/** From the store and from the live feed alike. */
export function presentMessage(row: MessageRow, findings: readonly RuleAndSeverity[]) {
  return {
    linkId: row.linkId,
    seq: row.seq,
    receivedAt: isoFromUs(row.receivedAtUs),
    stationId: row.stationId,
    instance: row.instance,
    sender: row.sender,
    leg: row.leg,
    ocppVersion: row.ocppVersion || null,
    transport: row.transport || ("websocket" as const),
    type: row.messageType,
    messageId: row.messageId || null,
    action: row.action || null,
    summary: summaryOf(row),
    payload: row.payload,
    ...(row.payloadEncoding === "base64" ? { payloadEncoding: "base64" as const } : {}),
    ...(row.isTruncated ? { isTruncated: true as const } : {}),
    ...(row.redactions.length > 0 ? { redactions: row.redactions } : {}),
    payloadBytes: row.payloadBytes,
    requestSeq: row.requestSeq,
    latencyMs: row.latencyUs === null ? null : row.latencyUs / 1000,
    errorCode: row.errorCode || null,
    transactionId: row.transactionId || null,
    connectorId: row.connectorId,
    evseId: row.evseId,
    idToken: row.idToken || null,
    translatedFrom:
      row.fromLinkId === null || row.fromSeq === null
        ? null
        : { linkId: String(row.fromLinkId), seq: row.fromSeq },
    findings: findings.map(({ rule, severity }) => ({ rule, severity })),
  };
}

export type PresentedMessage = ReturnType<typeof presentMessage>;
