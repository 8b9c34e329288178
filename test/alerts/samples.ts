/** Alerts, findings and messages for tests, plausible unless told otherwise. */
import type { Found } from "../../src/alerts/found.ts";
import type { Notice } from "../../src/alerts/notice.ts";
import { type AlertConfig, alertSchema } from "../../src/config/alerts.ts";

/** 2026-11-21T12:00:00Z */
export const NOON_US = Date.UTC(2026, 10, 21, 12) * 1000;

export function alert(more: object = {}): AlertConfig {
  const to = [{ webhook: { url: "http://127.0.0.1:9/hook" } }];
  return alertSchema.parse({ name: "faults", waitMs: 0, to, ...more });
}

export function found(more: Partial<Found> = {}): Found {
  return {
    alerts: [0],
    atUs: NOON_US,
    rule: "call-timeout",
    severity: "error",
    side: "csms",
    station: "CP-1",
    vendor: "Acme",
    model: "One",
    firmware: "1.0",
    sentence: "The CSMS did not answer within 30 s.",
    ...more,
  };
}

export function notice(more: Partial<Notice> = {}): Notice {
  return {
    version: 1,
    id: "5a0f1f0e-0000-4000-8000-000000000001",
    alert: "faults",
    status: "open",
    instance: "here",
    severity: "error",
    group: { rule: "call-timeout" },
    groups: 1,
    title: "A call was not answered",
    summary: "2 findings on 1 station: CP-1.",
    remedy: "Look at the CSMS.",
    findings: 2,
    stations: { count: 1, isAtLeast: false, first: ["CP-1"] },
    firstAt: "2026-11-21T12:00:00.000000Z",
    lastAt: "2026-11-21T12:00:01.000000Z",
    quote: null,
    url: "https://tap.example/findings?rule=call-timeout",
    ...more,
  };
}

/** What a station may call itself. */
export const HOSTILE = `<img src=x onerror=alert(1)>"'&\r\nBcc: all@example.com\u001b[31m<!channel> *x*`;
