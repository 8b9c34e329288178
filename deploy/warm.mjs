/**
 * Run while an image is built, as the user that it will run as: loads what the program's processes
 * load, so that its compiled form lies in the image. main.ts names the same directory.
 */
import { enableCompileCache } from "node:module";

enableCompileCache("/app/node_modules/.cache/ocpptap");
await import("/app/dist/app.js");
await import("/app/dist/cli/program.js");
for (const role of ["relay", "recorder", "shadow", "console", "store"]) {
  await import(`/app/dist/roles/${role}.js`);
}
