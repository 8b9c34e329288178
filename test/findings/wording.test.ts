import { expect, it } from "vitest";
import {
  cut,
  dialler,
  duration,
  nameOfCall,
  partyOn,
  plural,
  size,
} from "../../src/findings/wording.ts";

it("says durations as people do", () => {
  expect([80_000, 1_250_000, 30_000_000, 42_510_000, 90e6, 720e6, 12_600e6].map(duration)).toEqual([
    ...["80 ms", "1.25 s", "30 s", "42.5 s", "90 s", "12 min", "3.5 h"],
  ]);
});

it("names calls, also nameless ones", () => {
  expect(nameOfCall({ action: "Reset", messageId: "17" })).toBe("Reset (id 17)");
  expect(nameOfCall({ action: "", messageId: "17" })).toBe("a call (id 17)");
});

it("cuts what peers sent, and makes it printable", () => {
  expect(cut("a".repeat(1_000)).length).toBe(61);
  expect(cut("\u001b[31mred\0")).toBe("\\u001b[31mred\\u0000");
});

it("counts", () => {
  expect([plural(1, "message"), plural(12, "message")]).toEqual(["1 message", "12 messages"]);
});

it("says sizes in powers of 1,024", () => {
  expect([1, 800, 71_680, 1_572_864].map(size)).toEqual([
    ...["1 byte", "800 bytes", "70 KiB", "1.5 MiB"],
  ]);
});

it("calls the station of the CSMS's leg by its name", () => {
  expect((["both", "station", "csms"] as const).map(dialler)).toEqual([
    ...["the station", "the station", "ocpptap"],
  ]);
  expect([partyOn("csms", "station"), partyOn("csms", "csms"), partyOn("both", "station")]).toEqual(
    ["ocpptap", "the CSMS", "the station"],
  );
});
