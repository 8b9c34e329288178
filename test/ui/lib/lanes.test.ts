import { expect, it } from "vitest";
import {
  at,
  drawn,
  placeName,
  runsOn,
  shortName,
  stretchesOf,
  toneOf,
} from "../../../src/ui/lib/lanes.ts";

const iso = (ms: number) => new Date(ms).toISOString();
const changes = (...times: readonly number[]) =>
  times.map((ms, index) => ({ at: iso(ms), status: `s${index}` }));

it("a state holds until the next one, the last to the end, and what lies outside is cut off", () => {
  const stretches = stretchesOf(changes(0, 100, 300, 900), { fromMs: 50, toMs: 500 });
  expect(stretches.map(({ fromMs, toMs, of }) => [fromMs, toMs, of.status])).toEqual([
    [50, 100, "s0"],
    [100, 300, "s1"],
    [300, 500, "s2"],
  ]);
  expect(at(stretches, 100)?.status).toBe("s1");
  expect(at(stretches, 500)).toBeNull();
  expect(stretchesOf([], { fromMs: 0, toMs: 1 })).toEqual([]);
});

it("is drawn to scale", () => {
  const span = { fromMs: 0, toMs: 1_000 };
  const pieces = drawn(stretchesOf(changes(0, 500), span), span, 200);
  expect(pieces.map(({ x, width }) => [x, width])).toEqual([
    [0, 100],
    [100, 100],
  ]);
});

it("neighbours too narrow to be told apart become one piece, the wide ones stay", () => {
  const span = { fromMs: 0, toMs: 100_000 };
  const many = Array.from({ length: 5_000 }, (_, index) => index);
  const pieces = drawn(stretchesOf(changes(...many, 50_000), span), span, 1_000);
  expect(pieces.length).toBeLessThan(40);
  expect(pieces.reduce((sum, { of }) => sum + of.length, 0)).toBe(5_001);
  expect(pieces.at(-1)?.of).toHaveLength(1);
});

it("knows the states of both versions, and others by a tone of their own", () => {
  expect([toneOf("Charging"), toneOf("Faulted"), toneOf("Occupied")]).toEqual([
    ...["charging", "faulted", "waiting"],
  ]);
  expect(toneOf("constructor")).toBe("other");
});

it("names a place in the words of its version", () => {
  expect(placeName({ evseId: null, connectorId: 1 })).toBe("Connector 1");
  expect(placeName({ evseId: null, connectorId: 0 })).toBe("Station");
  expect(placeName({ evseId: 2, connectorId: 1 })).toBe("EVSE 2, connector 1");
  expect(placeName({ evseId: 2, connectorId: null })).toBe("EVSE 2");
});

it("a name for little room leaves out what nothing else is to be told from", () => {
  const [one, two, three] = [
    { evseId: 1, connectorId: 1 },
    { evseId: 2, connectorId: 1 },
    { evseId: 2, connectorId: 2 },
  ] as const;
  const names = [one, two, three].map((lane) => shortName(lane, [one, two, three]));
  expect(names).toEqual(["EVSE 1", "EVSE 2 · 1", "EVSE 2 · 2"]);
  expect(shortName({ evseId: null, connectorId: 1 }, [])).toBe("Connector 1");
});

it("puts a transaction onto the lane of its connector", () => {
  const lane16 = { evseId: null, connectorId: 1 };
  const lane2 = { evseId: 1, connectorId: 1 };
  expect(runsOn({ evseId: null, connectorId: 1 }, lane16)).toBe(true);
  expect(runsOn({ evseId: null, connectorId: 2 }, lane16)).toBe(false);
  expect(runsOn({ evseId: 1, connectorId: null }, lane2)).toBe(true);
  expect(runsOn({ evseId: 2, connectorId: 1 }, lane2)).toBe(false);
  expect(runsOn({ evseId: null, connectorId: null }, lane16)).toBe(false);
});
