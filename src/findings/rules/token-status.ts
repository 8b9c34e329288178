/** What the CSMS's word on a token means for the driver (1.6 §7.2, 2.0.1 Part 2 §3.3). */
const meanings: ReadonlyMap<string, string> = new Map([
  ["Blocked", "the token is known and may not be used"],
  ["Expired", "the token was valid once and is no longer"],
  ["Invalid", "the CSMS does not know this token"],
  ["ConcurrentTx", "the token is already charging somewhere, and only once at a time is allowed"],
  ["NoCredit", "there is no credit left on it"],
  ["NotAllowedTypeEVSE", "it may not be used at this kind of EVSE"],
  ["NotAtThisLocation", "it may not be used at this place"],
  ["NotAtThisTime", "it may not be used at this time of day"],
  ["Unknown", "the CSMS does not know this token"],
]);

export function meaningOfStatus(status: string): string {
  return (
    meanings.get(status) ?? "this is no status of OCPP, and anything but Accepted is a refusal"
  );
}
