/** An authority and a certificate for loopback, as files of one run. Made by the `openssl` command. */
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export type TlsFiles = {
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  /** PEM. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
};

/** ECDSA on P-256, which OCPP's security profiles recommend and most stations use. */
export async function makeTlsFiles(dir: string): Promise<TlsFiles> {
  await mkdir(dir, { recursive: true });
  const at = (name: string) => join(dir, name);
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"];
  const [caFile, certificateFile, keyFile] = [at("ca.pem"), at("leaf.pem"), at("leaf.key")];
  await writeFile(at("leaf.ext"), "subjectAltName=IP:127.0.0.1\n");
  await run("openssl", [
    ...["req", "-x509", ...newKey, "-keyout", at("ca.key"), "-out", caFile],
    ...["-days", "2", "-subj", "/CN=bench authority"],
  ]);
  await run("openssl", [
    ...["req", "-new", ...newKey, "-keyout", keyFile, "-out", at("leaf.csr")],
    ...["-subj", "/CN=bench"],
  ]);
  await run("openssl", [
    ...["x509", "-req", "-in", at("leaf.csr"), "-CA", caFile, "-CAkey", at("ca.key")],
    ...["-days", "2", "-out", certificateFile, "-extfile", at("leaf.ext")],
  ]);
  const texts = [caFile, certificateFile, keyFile].map((file) => readFile(file, "utf8"));
  const [ca = "", cert = "", key = ""] = await Promise.all(texts);
  return { caFile, certificateFile, keyFile, ca, cert, key };
}
