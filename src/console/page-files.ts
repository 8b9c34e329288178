/** The web page: files beside this one, read once at the start, served from memory. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export type PageFile = { readonly path: string; readonly type: string; readonly body: Buffer };

const FILES = [
  { path: "/", file: "index.html", type: "text/html; charset=utf-8" },
  { path: "/page.css", file: "page.css", type: "text/css; charset=utf-8" },
  { path: "/page.js", file: "page.js", type: "text/javascript; charset=utf-8" },
  { path: "/detail.js", file: "detail.js", type: "text/javascript; charset=utf-8" },
  { path: "/rows.js", file: "rows.js", type: "text/javascript; charset=utf-8" },
  { path: "/tail.js", file: "tail.js", type: "text/javascript; charset=utf-8" },
  { path: "/payload.js", file: "payload.js", type: "text/javascript; charset=utf-8" },
  { path: "/icon.svg", file: "icon.svg", type: "image/svg+xml" },
] as const;

export function readPageFiles(): Promise<readonly PageFile[]> {
  return Promise.all(
    FILES.map(async ({ path, file, type }) => ({
      path,
      type,
      body: await readFile(join(import.meta.dirname, "page", file)),
    })),
  );
}
