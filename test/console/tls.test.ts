import { once } from "node:events";
import { copyFile, mkdtemp, writeFile } from "node:fs/promises";
import { request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { openConsoleTls } from "../../src/console/tls.ts";
import type { TapEvent } from "../../src/observe/events.ts";
import { createAuthority } from "../support/certificates.ts";
import { keyOf, threeKeys } from "./access/keys.ts";
import { noStore, serveConsole } from "./served.ts";

async function files() {
  const authority = await createAuthority();
  const one = await authority.sign("DNS:one.example");
  const two = await authority.sign("DNS:two.example");
  const dir = await mkdtemp(join(tmpdir(), "ocpptap-console-tls-"));
  const [certificate, key] = [join(dir, "cert.pem"), join(dir, "key.pem")];
  const put = async (from: typeof one) => {
    await copyFile(from.certificateFile, certificate);
    await copyFile(from.keyFile, key);
  };
  await put(one);
  return { dir, put, two, config: { certificate, key, minVersion: "TLSv1.3" as const } };
}

async function shown(port: number): Promise<TLSSocket> {
  const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
  onTestFinished(() => void socket.destroy());
  await once(socket, "secureConnect");
  return socket;
}

it("follows its files while people stay connected, and keeps what it had where they break", async () => {
  const { put, two, config } = await files();
  const events: TapEvent[] = [];
  const tls = await openConsoleTls(config, (event) => void events.push(event));
  if (tls === null) throw new Error("there is TLS");
  onTestFinished(tls.close);
  const server = tls.createServer((_request, response) => response.end("well"));
  onTestFinished(() => void server.close());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const old = await shown(port);
  expect(old.getPeerCertificate().subjectaltname).toBe("DNS:one.example");
  expect(old.getProtocol()).toBe("TLSv1.3");
  await put(two);
  await tls.reload();
  expect((await shown(port)).getPeerCertificate().subjectaltname).toBe("DNS:two.example");
  await writeFile(config.key, "nonsense");
  await tls.reload();
  expect((await shown(port)).getPeerCertificate().subjectaltname).toBe("DNS:two.example");
  expect(events.map(({ name }) => name)).toEqual(["trustFilesRead", "trustFilesUnusable"]);
  old.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  expect(String((await once(old, "data"))[0])).toContain("well");
});

it("says at start which file is to blame", async () => {
  const { config } = await files();
  await writeFile(config.key, "nonsense");
  await expect(openConsoleTls(config, () => undefined)).rejects.toThrow(config.key);
  expect(await openConsoleTls(null, () => undefined)).toBeNull();
});

it("a console with TLS has Secure cookies, takes changes from its own page, and is reached so", async () => {
  const { dir, config } = await files();
  const tokens = await threeKeys(dir);
  const served = await serveConsole(dir, noStore, { console: { tls: config, auth: { tokens } } });
  onTestFinished(served.close);
  expect(served.url).toMatch(/^https:/);
  const ask = (headers: Record<string, string>) =>
    new Promise<{ status: number; cookie: string }>((resolve, reject) => {
      const to = new URL("/api/session", served.url);
      const sent = { "content-type": "application/json", "x-ocpptap": "1", ...headers };
      const asked = httpsRequest(
        to,
        { method: "POST", headers: sent, rejectUnauthorized: false },
        (response) => {
          response.resume();
          const { statusCode: status = 0, headers: got } = response;
          resolve({ status, cookie: String(got["set-cookie"]) });
        },
      );
      asked.on("error", reject).end(JSON.stringify({ token: keyOf("viewer") }));
    });
  const { status, cookie } = await ask({ origin: served.url });
  expect([status, cookie]).toEqual([200, expect.stringMatching(/^__Host-ocpptap-.*; Secure$/)]);
  expect((await ask({ origin: served.url.replace("https", "http") })).status).toBe(403);
});
