/**
 * The packages of others that ship: what the program loads when it runs (with the engine), and what
 * the pages are built from, which npm calls development. Read from the lock file, offline.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow, importsOf, read, root } from "../tidy/source-tree.ts";

export type Shipped = {
  readonly name: string;
  readonly version: string;
  /** Its folder, e.g. `node_modules/ajv/node_modules/fast-uri`. */
  readonly place: string;
  /** As it says itself where it is installed, else as the registry said; null for none. */
  readonly licence: string | null;
  /** False: for another platform than this one. */
  readonly isInstalled: boolean;
};

type Locked = {
  readonly version?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly dependencies?: Names;
  readonly optionalDependencies?: Names;
  readonly peerDependencies?: Names;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
};
type Names = Readonly<Record<string, string>>;

export function readLock(): ReadonlyMap<string, Locked> {
  const { packages } = JSON.parse(read("package-lock.json")) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  return new Map(Object.entries(packages));
}

/** In the order of their places. */
export function shippedPackages(): readonly Shipped[] {
  const lock = readLock();
  const places = new Set<string>();
  const own = lock.get("");
  const waiting = [...neededBy(own, ""), ...pagePackages().map((name) => ({ name, from: "" }))];
  for (const { name, from } of waiting) {
    const place = placeOf(lock, name, from);
    if (place === null || places.has(place)) continue;
    places.add(place);
    waiting.push(...neededBy(lock.get(place), place));
  }
  return [...places].sort().map((place) => shippedAt(place, lock.get(place) ?? {}));
}

type Needed = { readonly name: string; readonly from: string };

function neededBy(locked: Locked | undefined, from: string): readonly Needed[] {
  const { dependencies, optionalDependencies, peerDependencies } = locked ?? {};
  const peers = Object.keys(peerDependencies ?? {}).filter(
    (name) => locked?.peerDependenciesMeta?.[name]?.optional !== true,
  );
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers].map((name) => ({
    name,
    from,
  }));
}

/** As Node looks for it: in the folder itself, then in those around it. */
function placeOf(lock: ReadonlyMap<string, Locked>, name: string, from: string): string | null {
  for (
    let folder = from;
    ;
    folder = folder.replace(/(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/, "")
  ) {
    const place = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (lock.has(place)) return place;
    if (folder === "") return null;
  }
}

/** What the pages import. Their own configuration builds them and ships nothing. */
function pagePackages(): readonly string[] {
  const files = filesBelow("src/ui", [".ts", ".tsx"]).filter(
    (file) => !file.includes("vite.config"),
  );
  const specifiers = files.flatMap((file) => importsOf(read(file)));
  const names = specifiers
    .filter((specifier) => !/^(?:[.#]|node:)/.test(specifier))
    .map((specifier) =>
      specifier
        .split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/"),
    );
  return [...new Set(names)].sort();
}

function shippedAt(place: string, locked: Locked): Shipped {
  const file = join(root, place, "package.json");
  const isInstalled = existsSync(file);
  const own = isInstalled ? (JSON.parse(readFileSync(file, "utf8")) as { license?: unknown }) : {};
  const licence = isInstalled ? own.license : locked.license;
  return {
    name: place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length),
    version: locked.version ?? "",
    place,
    licence: typeof licence === "string" ? licence : null,
    isInstalled,
  };
}
