import { expect, it } from "vitest";
import { reportOf } from "../../soak/report.ts";
import { type Sample, sumOf } from "../../soak/samples.ts";
import { faultsOf, growthOf, slopeOf } from "../../soak/verdict.ts";

const stretch = { fromS: 300, toS: 1_800 };
const account = { relayed: 100, stored: 98, gaps: 2, links: 0 };

/** A look every 5 s for half an hour: a heap that saws between `low` and twice of it. */
function samplesOf(low: (atS: number) => number, pid: (atS: number) => number = () => 7) {
  return Array.from({ length: 360 }, (_, index): Sample => {
    const atS = 5 * index;
    const heapMb = low(atS) * (1 + (index % 10) / 10);
    const relay = {
      pid: pid(atS),
      rssMb: 200,
      heapMb,
      nativeMb: 90,
      loopMs: 12,
      cpuMs: 50 * index,
    };
    const links = 1_000 + (index % 7);
    const whole = { relayed: index, stored: index, gaps: 0, lagS: 0.5 };
    const processes = new Map([["relay", { ...relay, handles: 30 + 2 * links }]]);
    return { atS, links, ...whole, processes };
  });
}

const heapOf = (samples: readonly Sample[]) =>
  growthOf(samples, stretch).find(({ measure }) => measure === "heapMb");

it("a heap that saws does not grow; one whose least rises does, by what it is", () => {
  expect(heapOf(samplesOf(() => 40))).toMatchObject({ perHour: 0, isGrowing: false });
  // 30 MB an hour, which the saw of 40 MB hides from a look at single samples.
  const leaking = heapOf(samplesOf((atS) => 40 + (30 * atS) / 3600));
  expect(leaking?.perHour).toBeCloseTo(30, 0);
  expect(leaking?.isGrowing).toBe(true);
  const faults = faultsOf(
    growthOf(
      samplesOf((atS) => 40 + atS / 120),
      stretch,
    ),
    account,
  );
  expect(faults).toEqual(["relay: heapMb grows by 30.0 an hour, more than 15.0"]);
});

it("growing links have handles, and are no growth of the relay's own", () => {
  const handles = growthOf(
    samplesOf(() => 40),
    stretch,
  ).find((each) => each.measure === "handles");
  expect(handles).toMatchObject({ from: 30, to: 30, perHour: 0 });
});

it("what is resident beside the heap may not grow, but in the engine", () => {
  const leaking = samplesOf(() => 40).map((sample): Sample => {
    const relay = sample.processes.get("relay");
    if (relay === undefined) throw new Error("every sample has it");
    const grown = { ...relay, nativeMb: 90 + sample.atS / 60 };
    return {
      ...sample,
      processes: new Map([
        ["relay", grown],
        ["store", grown],
      ]),
    };
  });
  const growing = growthOf(leaking, stretch).filter(({ isGrowing }) => isGrowing);
  expect(growing).toMatchObject([{ process: "relay", measure: "nativeMb" }]);
  expect(growing[0]?.perHour).toBeCloseTo(60, 0);
});

it("no slope is told of a process that was started again in between", () => {
  const twice = samplesOf(
    () => 40,
    (atS) => (atS < 900 ? 7 : 8),
  );
  expect(heapOf(twice)).toMatchObject({ perHour: null, isGrowing: false });
});

it("a few odd minutes do not move the slope", () => {
  const points = Array.from({ length: 30 }, (_, at) => ({ atS: at, value: at === 9 ? 900 : at }));
  expect(slopeOf(points)).toBe(1);
});

it("a message that is nowhere, and a link that nobody has, are faults", () => {
  expect(faultsOf([], account)).toEqual([]);
  expect(faultsOf([], { ...account, gaps: 1, links: 3 })).toEqual([
    "100 messages relayed, but 98 stored and 1 in gaps",
    "3 links are open after everybody has left",
  ]);
});

it("the report has every look, a line for each process, and the verdict", () => {
  const run = {
    ...{ stations: 20, minutes: 30, samples: samplesOf(() => 40), stretch, account },
    ...{ killsS: [200], hostile: 9, linksOpened: 44, refused: 3, machine: ["a machine"] },
  };
  const { csv, svg, markdown, faults } = reportOf(run);
  expect(csv.split("\n")).toHaveLength(362);
  expect(csv).toMatch(/^atS,links,.*,relay rssMb,relay heapMb,relay nativeMb,/);
  expect(markdown).toContain("**Nothing grows, nothing is lost.**");
  expect(markdown).toContain("| relay | 200 → 200 | 40 → 40 (+0.0/h) | 90 → 90 (+0.0/h) |");
  expect(markdown).toContain("100 messages relayed = 98 stored + 2 in gaps");
  expect(svg.match(/stroke-dasharray/g)).toHaveLength(5);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  expect(faults).toEqual([]);
});

it("sums the series of a metric, and tells none from 0", () => {
  const text = 'a_total{x="1"} 2\na_total{x="2"} 3\nab_total 9\n';
  expect([sumOf(text, "a_total"), sumOf(text, "b_total")]).toEqual([5, null]);
});
