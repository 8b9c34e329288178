import { expect, it } from "vitest";
import { licenceProblem } from "./licences.ts";
import { readLock, type Shipped, shippedPackages } from "./packages.ts";

const packages = shippedPackages();

it("every package that ships has a licence on the list", () => {
  expect(packages.map(licenceProblem).filter((problem) => problem !== null)).toEqual([]);
  expect(packages.length).toBeGreaterThan(80);
});

it("the archive of every package that ships has its digest in the lock file", () => {
  const lock = readLock();
  const loose = packages.filter(({ place }) => !/^sha512-/.test(lock.get(place)?.integrity ?? ""));
  expect(loose.map(({ place }) => place)).toEqual([]);
});

it("what ships is all that npm installs without development, and what the pages are made of", () => {
  const places = new Set(packages.map(({ place }) => place));
  const production = [...readLock()].filter(([place, { dev }]) => place !== "" && dev !== true);
  expect(production.map(([place]) => place).filter((place) => !places.has(place))).toEqual([]);
  const names = packages.map(({ name }) => name);
  for (const name of ["react", "react-dom", "scheduler", "uplot", "@tanstack/query-core"]) {
    expect(names).toContain(name);
  }
  for (const name of ["vitest", "vite", "typescript"]) expect(names).not.toContain(name);
});

it("what is not on the list is told with its name, a choice of licences is one", () => {
  const of = (licence: string | null): string | null => {
    const shipped: Shipped = {
      ...{ name: "left-pad", version: "1.0.0", place: "node_modules/left-pad", isInstalled: true },
      licence,
    };
    return licenceProblem(shipped);
  };
  expect(of("GPL-3.0-only")).toBe(
    "left-pad@1.0.0 has the licence GPL-3.0-only, which is not in test/supply/licences.ts",
  );
  expect(of("MIT AND GPL-3.0-only")).toContain("left-pad");
  expect(of("SEE LICENSE IN LICENSE")).toContain("left-pad");
  expect(of(null)).toContain("no licence");
  for (const fine of ["MIT", "(MIT OR GPL-3.0-only)", "ISC AND MIT"]) expect(of(fine)).toBeNull();
});
