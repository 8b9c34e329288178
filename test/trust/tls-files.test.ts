import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { contextFrom, readAuthorities, readKeyPair } from "../../src/trust/tls-files.ts";
import { createAuthority } from "../support/certificates.ts";
import { tempDir } from "../support/temp-dir.ts";

it("reads a certificate with its key, and names the file that does not fit", async () => {
  const authority = await createAuthority();
  const mine = await authority.sign("DNS:x");
  const other = await authority.sign("DNS:x");
  const files = { certificate: mine.certificateFile, key: mine.keyFile };
  expect(await readKeyPair(files)).toEqual({ cert: mine.cert, key: mine.key });
  await expect(readKeyPair({ ...files, key: other.keyFile })).rejects.toMatchObject({
    ...{ code: "TLS_FILE_INVALID", details: { file: other.keyFile } },
  });
});

it("takes no file for authorities that holds none", async () => {
  const file = join(await tempDir(), "ca.pem");
  await writeFile(file, "nonsense");
  await expect(readAuthorities(file)).rejects.toMatchObject({ details: { file } });
  expect(() => contextFrom("x.pem", { cert: "nonsense" })).toThrow(/x\.pem/);
});
