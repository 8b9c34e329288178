/**
 * Which rules are asked about an exchange over plain HTTP. Its link lives as long as one call, it
 * has no frames, no subprotocol and no JSON: what a rule knows of those must not be said of it.
 * Named here is what rests on the words of the messages and on time alone.
 */
export const rulesOfHttp: ReadonlySet<string> = new Set(["http-error", "record-gap"]);

export const rulesOfSoap: ReadonlySet<string> = new Set([
  ...rulesOfHttp,
  ...["soap-fault", "soap-timeout", "soap-unreadable", "soap-identity-missing"],
  ...["boot-rejected", "authorize-refused", "start-refused", "connector-faulted"],
  ...["firmware-update-failed", "diagnostics-failed", "meter-decreasing", "stopped-abnormally"],
]);
