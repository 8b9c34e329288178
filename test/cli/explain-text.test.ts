import { describe, expect, it } from "vitest";
import { explanationText } from "../../src/cli/explain-text.ts";
import { explain } from "../../src/ocpp/reference/explain.ts";
import type { OcppVersion } from "../../src/ocpp/versions.ts";

function textOf(word: string, width: number, version: OcppVersion | null = null): string {
  const explained = explain(word, version);
  if (explained.kind !== "found") throw new Error(explained.unexplained.problem);
  return explanationText(explained.explanation, width);
}

describe("explanationText", () => {
  it("shows an action with its fields in aligned columns", () => {
    expect(textOf("Reset", 80, "1.6")).toBe(`Reset: OCPP 1.6, Core

  Restarts the station.

  Sent by: the CSMS.
  When:    When a changed setting needs it, or a station does not react properly
           any more.

Request

  FIELD  REQUIRED  TYPE    MEANING
  type   yes       one of  How hard the restart is.
      Hard  Like cutting the power: at once; transactions end as well as they
            can.
      Soft  Transactions are stopped in order, then the station restarts.

Response

  FIELD   REQUIRED  TYPE    MEANING
  status  yes       one of  Whether the station will restart.
      Accepted  The station will restart.
      Rejected  The station will not restart.

Common mistakes

  - A reset ends running transactions: expect StopTransaction with HardReset or
    SoftReset, perhaps only after the restart.
  - Accepted without a BootNotification within minutes means that the station
    did not come back; some firmwares close the connection before they answer.
  - Reset as a cure for a flapping state hides the cause; look at errorCode and
    vendorErrorCode first.

In other versions

  2.0.1  Reset
  2.1    Reset
`);
  });

  it("stacks fields where the terminal is narrow", () => {
    const text = textOf("SetChargingProfile", 60, "1.6");
    expect(text).toContain(`  connectorId: whole number, required
    The connector it is for; 0 is the station, or all
    connectors for a default.
`);
    expect(text).toContain(`      chargingSchedulePeriod: list of objects,
            required
        The limits, each from its start to that of the next.
`);
  });

  it.each([40, 60, 80, 100, 200])("fits a terminal of %d columns", (width) => {
    for (const word of ["MeterValues", "SetChargingProfile", "Reason", "Faulted", "status"]) {
      const wide = textOf(word, width)
        .split("\n")
        .filter((line) => line.length > width && line.trim().includes(" "))
        // A heading is never broken, and a single long word cannot be.
        .filter((line) => line.startsWith(" "));
      expect(wide, word).toEqual([]);
    }
  });

  it("shows a value with where it can stand", () => {
    expect(textOf("evdisconnected", 100)).toBe(
      `EVDisconnected: a value

  The cable was pulled at the vehicle without stopping first.
  Of: Reason and ReasonEnumType (OCPP 1.6, 2.0.1 and 2.1)
  In: StopTransaction request: reason; TransactionEvent request: transactionInfo.stoppedReason
`,
    );
  });

  it("shows what is not answered and what has no fields", () => {
    expect(textOf("ClearCache", 100, "1.6")).toContain("Request\n\n  No fields.\n");
  });

  it("shows all meanings of a field under one heading", () => {
    const text = textOf("transactionId", 100, "1.6");
    expect(text.match(/: a field$/gm)).toHaveLength(1);
    expect(text).toContain(
      "  The number of the transaction to stop.\n  Is: whole number (OCPP 1.6)\n",
    );
  });

  it("shortens a long list of places", () => {
    expect(textOf("Accepted", 100)).toMatch(/; and \d+ more\n/);
  });
});
