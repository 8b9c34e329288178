/** A console that wants to know who asks, for the tests of one file. */
import { mkdtemp, rm } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConsoleDeps } from "../../../src/console/console.ts";
import { noStore, type Served, serveConsole } from "../served.ts";
import { handClock, keyOf, threeKeys } from "./keys.ts";

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
};

export type Guarded = Served & {
  readonly dir: string;
  readonly go: (ms: number) => void;
  /** With any header, also those that `fetch` does not let one set. */
  readonly ask: (
    call: string,
    headers?: Readonly<Record<string, string>>,
    body?: object,
  ) => Promise<Answer>;
  /** The cookie of a browser that signed in. */
  readonly signIn: (name: string) => Promise<string>;
};

export async function serveGuarded(
  auth: object = {},
  shared: { readonly console?: object; readonly store?: ConsoleDeps["store"] } = {},
): Promise<Guarded> {
  const dir = await mkdtemp(join(tmpdir(), "ocpptap-guarded-"));
  const { clock, go } = handClock(1_700_000_000_000_000);
  const tokens = await threeKeys(dir);
  const served = await serveConsole(dir, shared.store ?? noStore, {
    clock,
    console: { ...shared.console, auth: { tokens, ...auth } },
  });
  const ask: Guarded["ask"] = (call, headers = {}, body) => {
    const [method = "GET", path = "/"] = call.split(" ");
    return new Promise((resolve, reject) => {
      const text = body === undefined ? "" : JSON.stringify(body);
      const sent = text === "" ? headers : { "content-type": "application/json", ...headers };
      const asked = httpRequest(
        new URL(path, served.url),
        { method, headers: sent },
        (response) => {
          let answered = "";
          response.setEncoding("utf8");
          response.on("data", (chunk) => {
            answered += chunk;
          });
          response.on("end", () => {
            const { statusCode = 0, headers: got } = response;
            resolve({ status: statusCode, headers: got, body: answered });
          });
        },
      );
      asked.on("error", reject).end(text);
    });
  };
  return {
    ...served,
    ...{ dir, go, ask },
    async close() {
      await served.close();
      await rm(dir, { recursive: true, force: true });
    },
    async signIn(name) {
      const { headers } = await ask("POST /api/session", page(served.url), { token: keyOf(name) });
      return String(headers["set-cookie"]).split(";")[0] ?? "";
    },
  };
}

/** What the console's own page sends with a call that changes something. */
export function page(url: string): Record<string, string> {
  return { origin: url, "x-ocpptap": "1" };
}

export const bearer = (name: string) => ({ authorization: `Bearer ${keyOf(name)}` });

export const codeOf = ({ body }: Answer): unknown => JSON.parse(body).error?.code;
