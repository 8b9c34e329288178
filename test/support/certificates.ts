/** A certificate authority of the test's own, and what it signs. Made by the `openssl` command. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { tempDir } from "./temp-dir.ts";

const run = promisify(execFile);

export type Certificate = {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly cert: Buffer;
  readonly key: Buffer;
};

export type CertificateFacts = {
  /** As openssl writes it: `/CN=CP-1`. */
  readonly subject?: string;
  /** From now on; negative: it has ended. */
  readonly days?: number;
};

export type Authority = {
  /** Of the authority. */
  readonly caFile: string;
  readonly ca: Buffer;
  /** `name` as in a certificate: `DNS:localhost` or `IP:127.0.0.1`. */
  readonly sign: (name: string, facts?: CertificateFacts) => Promise<Certificate>;
  /** A list that revokes these, as a file. */
  readonly revoke: (...certificates: readonly Certificate[]) => Promise<string>;
};

export async function createAuthority(): Promise<Authority> {
  const dir = await tempDir();
  const at = (name: string) => join(dir, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];
  await run("openssl", [
    ...["req", "-x509", ...key, "-keyout", at("ca.key"), "-out", at("ca.pem")],
    ...["-days", "2", "-subj", "/CN=ocpptap test authority"],
  ]);
  let count = 0;
  return {
    caFile: at("ca.pem"),
    ca: await readFile(at("ca.pem")),
    async sign(name, { subject = "/CN=ocpptap test", days = 2 } = {}) {
      count += 1;
      const [keyFile, request, certificateFile, extensions] = [
        at(`${count}.key`),
        at(`${count}.csr`),
        at(`${count}.pem`),
        at(`${count}.ext`),
      ] as const;
      await writeFile(extensions, `subjectAltName=${name}\n`);
      await run("openssl", [
        ...["req", "-new", ...key, "-keyout", keyFile, "-out", request],
        ...["-subj", subject],
      ]);
      await run("openssl", [
        ...["x509", "-req", "-in", request, "-CA", at("ca.pem"), "-CAkey", at("ca.key")],
        ...["-days", String(days), "-out", certificateFile, "-extfile", extensions],
      ]);
      return {
        certificateFile,
        keyFile,
        cert: await readFile(certificateFile),
        key: await readFile(keyFile),
      };
    },
    async revoke(...certificates) {
      await writeFile(at("index.txt"), "");
      await writeFile(
        at("crl.cnf"),
        `[ca]\ndefault_ca=x\n[x]\ndatabase=${at("index.txt")}\ndefault_md=sha256\n`,
      );
      const ca = ["ca", "-config", at("crl.cnf"), "-cert", at("ca.pem"), "-keyfile", at("ca.key")];
      for (const { certificateFile } of certificates) {
        await run("openssl", [...ca, "-revoke", certificateFile]);
      }
      await run("openssl", [...ca, "-gencrl", "-crldays", "2", "-out", at("crl.pem")]);
      return at("crl.pem");
    },
  };
}
