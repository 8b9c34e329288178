/**
 * The browser app as it was built: every file read once at the start and served from memory. Its
 * pages have addresses of their own, so whatever is not a file is the app itself.
 */
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";

export type UiFile = {
  readonly type: string;
  readonly body: Buffer;
  /** Its name changes with its content. */
  readonly isImmutable: boolean;
};

export type UiFiles = {
  /** `path` below the app's own, without a leading slash. */
  readonly find: (path: string) => UiFile | null;
};

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** From the sources, and from what they are compiled to. */
const places = [
  join(import.meta.dirname, "..", "..", "dist", "ui"),
  join(import.meta.dirname, "..", "ui"),
];

const NOT_BUILT = `<!doctype html><html lang="en"><meta charset="utf-8"><title>ocpptap</title>
<p>The console's pages are not built. Run <code>npm run build:ui</code> and start again;
the API is at <a href="/openapi.json">/openapi.json</a>.</p></html>`;

export async function readUiFiles(dirs: readonly string[] = places): Promise<UiFiles> {
  const files = new Map<string, UiFile>();
  for (const dir of dirs) {
    for (const name of await filesBelow(dir)) {
      const type = types[extname(name)];
      if (type === undefined) continue;
      const isImmutable = name.startsWith("assets/");
      files.set(name, { type, isImmutable, body: await readFile(join(dir, name)) });
    }
    if (files.has("index.html")) break;
    files.clear();
  }
  const page = files.get("index.html") ?? {
    type: types[".html"] ?? "",
    body: Buffer.from(NOT_BUILT),
    isImmutable: false,
  };
  return {
    // A page's address may end like a file's: stations have names like CP.7.
    find: (path) => files.get(path) ?? (isFile(path) ? null : page),
  };
}

/** Whoever asks for one that is not there wants no page. */
function isFile(path: string): boolean {
  return path.startsWith("assets/") || (!path.includes("/") && extname(path) !== "");
}

/** None where there is no such directory. */
async function filesBelow(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1));
}
