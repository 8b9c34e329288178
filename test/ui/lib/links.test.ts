import { expect, it } from "vitest";
import { type Closing, closedWell, closeText } from "../../../src/ui/lib/links.ts";

const closed: Closing = {
  ...{ state: "closed", status: 101, closedBy: "station", closedHow: "close-frame" },
  closeCode: 1000,
};

it("says who ended it, how, and with which code", () => {
  expect(closeText(closed)).toBe("closed by the station: close-frame, code 1000 (normal)");
  expect(closeText({ ...closed, closedBy: "csms", closeReason: "bye", closeCode: 4001 })).toBe(
    'closed by the CSMS: close-frame, code 4001, "bye"',
  );
  expect(closeText({ ...closed, closedHow: "error", closeCode: null, error: "ECONNRESET" })).toBe(
    "closed by the station: error, ECONNRESET",
  );
  expect(closeText({ ...closed, closedBy: "toString", closedHow: null, closeCode: null })).toBe(
    "closed by an unknown side",
  );
  expect(closeText({ ...closed, closedHow: "unknown" })).toBe("closed; how is not known");
});

it("says what a handshake was refused with, and that a link is open", () => {
  expect(closeText({ ...closed, state: "refused", status: 401 })).toBe(
    "refused with HTTP status 401",
  );
  expect(closeText({ ...closed, state: "open" })).toBe("open");
});

it("knows a good end from a bad one", () => {
  expect(closedWell(closed)).toBe(true);
  expect(closedWell({ ...closed, closeCode: null })).toBe(false);
  expect(closedWell({ ...closed, closeCode: 1006 })).toBe(false);
  expect(closedWell({ ...closed, state: "open", closeCode: null })).toBe(true);
});
