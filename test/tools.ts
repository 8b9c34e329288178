/**
 * What the tests need beyond npm: a real Chromium, a real Redis. Where one is missing, root on
 * Debian installs it; anyone else is told the command, and the run's summary names what did not run.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

type Tool = { readonly program: string; readonly path: string; readonly packages: string[] };

const TOOLS: readonly Tool[] = [
  { program: "Chromium", path: "/usr/bin/chromium", packages: ["chromium"] },
  { program: "Redis", path: "/usr/bin/redis-server", packages: ["redis-server"] },
  { program: "OpenSSL", path: "/usr/bin/openssl", packages: ["openssl"] },
];

/** Installs what is missing; returns a sentence for each tool that still is. */
export function bringTools(say: (line: string) => void): string[] {
  const missing = TOOLS.filter((tool) => !existsSync(tool.path));
  if (missing.length === 0) return [];
  const packages = missing.flatMap((tool) => tool.packages);
  const command = `apt-get install -y --no-install-recommends ${packages.join(" ")}`;
  say(`Missing for the tests: ${missing.map((tool) => tool.program).join(", ")}.`);
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    say(`Installing: ${command}`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    spawnSync("apt-get", ["update"], { stdio: ["ignore", "ignore", "inherit"], env });
    spawnSync("/bin/sh", ["-c", command], { stdio: ["ignore", "ignore", "inherit"], env });
  } else {
    say(`Install them with: sudo ${command}`);
  }
  return missing
    .filter((tool) => !existsSync(tool.path))
    .map((tool) => `tests that need ${tool.program} (${tool.path}); install: ${command}`);
}
