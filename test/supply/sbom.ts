/**
 * `npm run sbom -- [FILE]`: what ships, as a CycloneDX document (1.5, JSON), by npm itself. To
 * `dist/sbom.cdx.json` where no file is named. npm takes what the pages are built from for
 * development, and the folder's name for ours; both are put right here.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { read, root } from "../tidy/source-tree.ts";
import { shippedPackages } from "./packages.ts";

type Property = { readonly name: string; readonly value: string };
type Component = {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly scope?: string;
  readonly properties?: readonly Property[];
};
type Document = {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
};

const DEVELOPMENT = "cdx:npm:package:development";

function write(file: string): void {
  const { status, stdout, stderr } = spawnSync("npm", ["sbom", "--sbom-format", "cyclonedx"], {
    ...{ cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  });
  if (status !== 0) throw new Error(`npm sbom failed: ${stderr}`);
  const document = shippedOnly(JSON.parse(stdout) as Document);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
  process.stdout.write(`${document.components.length} packages written to ${file}\n`);
}

function shippedOnly(document: Document): Document {
  const { name } = JSON.parse(read("package.json")) as { readonly name: string };
  const ships = new Set(shippedPackages().map((each) => `${each.name}@${each.version}`));
  const own = document.metadata.component;
  const isIn = (ref: string) => ships.has(ref) || ref === own["bom-ref"];
  return {
    ...document,
    metadata: { ...document.metadata, component: { ...own, name } },
    components: document.components.filter((each) => isIn(each["bom-ref"])).map(asShipped),
    dependencies: document.dependencies
      .filter(({ ref }) => isIn(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isIn) })),
  };
}

function asShipped(component: Component): Component {
  const properties = component.properties ?? [];
  const isDevelopment = properties.some(({ name }) => name === DEVELOPMENT);
  return {
    ...component,
    ...(isDevelopment && { scope: "required" }),
    properties: properties.filter(({ name }) => name !== DEVELOPMENT),
  };
}

write(resolve(process.argv[2] ?? join(root, "dist/sbom.cdx.json")));
