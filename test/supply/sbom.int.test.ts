import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { tempDir } from "../support/temp-dir.ts";
import { shippedPackages } from "./packages.ts";

type Component = {
  readonly purl: string;
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly unknown[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
};

it("the SBOM names every package that ships here, with licence and digest, and no other", async () => {
  const file = join(await tempDir(), "sbom.json");
  const script = join(import.meta.dirname, "sbom.ts");
  await promisify(execFile)(process.execPath, [script, file]);
  const document = JSON.parse(await readFile(file, "utf8")) as {
    readonly bomFormat: string;
    readonly specVersion: string;
    readonly metadata: { readonly component: { readonly name: string } };
    readonly components: readonly Component[];
    readonly dependencies: readonly { readonly ref: string; readonly dependsOn: string[] }[];
  };
  expect(document).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.5" });
  expect(document.metadata.component.name).toBe("ocpptap");
  const named = document.components.map(({ name, version }) => `${name}@${version}`);
  const installed = shippedPackages().filter(({ isInstalled }) => isInstalled);
  const wanted = new Set(installed.map(({ name, version }) => `${name}@${version}`));
  expect([...named].sort()).toEqual([...wanted].sort());
  for (const { purl, licenses, hashes } of document.components) {
    expect(licenses?.length, purl).toBe(1);
    expect(hashes?.[0]?.content, purl).toMatch(/^[0-9a-f]{128}$/);
  }
  const refs = new Set(document.dependencies.map(({ ref }) => ref));
  const loose = document.dependencies.flatMap(({ dependsOn }) => dependsOn);
  expect(loose.filter((ref) => !refs.has(ref))).toEqual([]);
});
