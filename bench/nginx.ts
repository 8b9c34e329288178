/** nginx as a WebSocket proxy in one process, where it is installed. Asked for its version first. */
import { execFile, spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { end } from "./child.ts";

const START_MS_MAX = 5_000;

export type Nginx = {
  readonly port: number;
  readonly pid: number;
  readonly close: () => Promise<void>;
};

/** `nginx/1.22.1`, or null where there is none. */
export async function nginxVersion(): Promise<string | null> {
  try {
    const { stderr } = await promisify(execFile)("nginx", ["-v"]);
    return /nginx\/\S+/.exec(stderr)?.[0] ?? null;
  } catch {
    // Not installed, or not to be run: the report says that it is missing.
    return null;
  }
}

export async function startNginx(upstream: number, dir: string): Promise<Nginx> {
  const port = await freePort();
  await mkdir(dir, { recursive: true });
  const file = join(dir, "nginx.conf");
  await writeFile(file, configOf(port, upstream, dir));
  const nginx = spawn("nginx", ["-p", dir, "-c", file, "-e", "stderr"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const failed = Promise.withResolvers<never>();
  nginx.once("error", failed.reject);
  nginx.once("exit", (code) => failed.reject(new Error(`nginx ended with code ${code}`)));
  failed.promise.catch(() => undefined);
  await Promise.race([isListening(port), failed.promise]);
  return { port, pid: nginx.pid ?? 0, close: () => end(nginx) };
}

/** One process and no log of requests: nothing but the relaying is measured. */
function configOf(port: number, upstream: number, dir: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
daemon off; master_process off; pid ${join(dir, "nginx.pid")};
worker_rlimit_nofile 20000;
events { worker_connections 16384; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${join(dir, name)};`).join("\n  ")}
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      proxy_pass http://127.0.0.1:${upstream};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "Upgrade";
      proxy_set_header Host $host;
      proxy_read_timeout 600s;
    }
  }
}
`;
}

async function freePort(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = createServer().listen(0, "127.0.0.1", () => {
    const address = server.address();
    server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
  });
  return promise;
}

async function isListening(port: number): Promise<void> {
  const untilMs = performance.now() + START_MS_MAX;
  while (!(await canConnect(port))) {
    if (performance.now() > untilMs) throw new Error("nginx does not listen");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function canConnect(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: "127.0.0.1", port });
  socket.once("connect", () => resolve(true));
  socket.once("error", () => resolve(false));
  return promise.finally(() => socket.destroy());
}
