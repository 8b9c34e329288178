/** A real Chromium, spoken to over its debugging protocol: what a page does, not what it should do. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";
import { until } from "./until.ts";

export const CHROMIUM = "/usr/bin/chromium";
export const hasChromium = existsSync(CHROMIUM);

const SWITCHES = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  ...["--disable-dev-shm-usage", "--remote-debugging-port=0", "--window-size=1280,900"],
];

export type Browser = {
  readonly go: (url: string) => Promise<void>;
  /** The value of an expression in the page. */
  readonly ask: <T>(expression: string) => Promise<T>;
  /** Waits until an expression in the page is true. */
  readonly sees: (expression: string, what: string) => Promise<void>;
  /** Errors that the page's scripts threw, and what its security policy refused. */
  readonly complaints: () => readonly string[];
  readonly close: () => Promise<void>;
};

export async function openBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), "ocpptap-chromium-"));
  const chromium = spawn(CHROMIUM, [...SWITCHES, `--user-data-dir=${profile}`, "about:blank"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exit = once(chromium, "exit");
  const url = await new Promise<string>((resolve, reject) => {
    exit.then(() => reject(new Error("Chromium ended at its start")));
    createInterface({ input: chromium.stderr }).on("line", (line) => {
      const match = /^DevTools listening on (ws:\S+)/.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
  });
  const targets = await fetch(`http://${new URL(url).host}/json/list`);
  const pages = (await targets.json()) as { type: string; webSocketDebuggerUrl: string }[];
  const socket = new WebSocket(
    pages.find(({ type }) => type === "page")?.webSocketDebuggerUrl ?? "",
  );
  await once(socket, "open");
  const { send, complaints } = speak(socket);
  await send("Runtime.enable");
  await send("Log.enable");
  await send("Page.enable");

  async function ask<T>(expression: string): Promise<T> {
    const answer = await send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    const { result, exceptionDetails } = answer as {
      result: { value: T };
      exceptionDetails?: { text: string };
    };
    if (exceptionDetails !== undefined)
      throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  }

  return {
    ask,
    complaints,
    async go(to) {
      await send("Page.navigate", { url: to });
      await until(
        () =>
          ask<boolean>(
            `document.readyState === "complete" && location.href.startsWith(${JSON.stringify(new URL(to).origin)})`,
          ),
        "the page is there",
      );
    },
    sees: (expression, what) => until(() => ask<boolean>(`Boolean(${expression})`), what),
    async close() {
      socket.terminate();
      chromium.kill("SIGKILL");
      await exit;
      await rm(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

/** Numbered requests and their answers; events of the page's misfortunes are kept. */
function speak(socket: WebSocket) {
  const waiting = new Map<number, (answer: unknown) => void>();
  const found: string[] = [];
  let lastId = 0;
  socket.on("message", (data) => {
    const told = JSON.parse(String(data)) as {
      id?: number;
      method?: string;
      result?: unknown;
      params?: {
        exceptionDetails?: { exception?: { description?: string } };
        entry?: { level: string; text: string };
      };
    };
    if (told.id !== undefined) waiting.get(told.id)?.(told.result);
    if (told.method === "Runtime.exceptionThrown")
      found.push(String(told.params?.exceptionDetails?.exception?.description));
    if (told.method === "Log.entryAdded" && told.params?.entry?.level === "error")
      found.push(told.params.entry.text);
  });
  return {
    complaints: () => found,
    send(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
      lastId += 1;
      const id = lastId;
      const answer = new Promise((resolve) => waiting.set(id, resolve));
      socket.send(JSON.stringify({ id, method, params }));
      return answer.finally(() => waiting.delete(id));
    },
  };
}
