/**
 * Another machine, whose peers can vanish without a word: a network of its own on this one (a
 * namespace of Linux, behind a pair of virtual interfaces), with `far-peers.ts` in it. In: stations
 * to dial. Out: the URL of its CSMS, and the end of everything it says, FIN and RST included.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { problemOf } from "../../src/base/errors.ts";
import type { FarMessage } from "./far-peers.ts";
import { whenOver } from "./lifetime.ts";
import { until } from "./until.ts";

export type FarMachine = {
  /** This machine's address, as it is seen from there. */
  readonly nearAddress: string;
  readonly address: string;
  readonly csmsUrl: string;
  /** Resolves when a station there has got the answer to its first call. */
  readonly dial: (url: string) => Promise<void>;
  readonly vanish: () => void;
};

const peers = join(import.meta.dirname, "far-peers.ts");
const name = `ocpptap-far-${process.pid}`;
/** Names of interfaces have at most 15 characters. */
const [nearEnd, farEnd] = [`near${process.pid}`, `far${process.pid}`];

/** Why this machine cannot have one; null where it can. */
export function farMachineProblem(): string | null {
  if (process.platform !== "linux") return "networks of their own are Linux's";
  try {
    ip("netns", "add", name);
    ip("netns", "delete", name);
    return null;
  } catch (thrown) {
    return `no network of its own can be made here: ${problemOf(thrown)}`;
  }
}

export async function startFarMachine(): Promise<FarMachine> {
  const [nearAddress, farAddress] = addresses();
  whenOver(() => {
    // Sockets that nobody answers would keep the network for minutes, its interfaces with it.
    ip("link", "delete", nearEnd);
    ip("netns", "delete", name);
  });
  ip("netns", "add", name);
  ip("link", "add", nearEnd, "type", "veth", "peer", "name", farEnd, "netns", name);
  ip("address", "add", `${nearAddress}/30`, "dev", nearEnd);
  ip("link", "set", nearEnd, "up");
  ip("-n", name, "address", "add", `${farAddress}/30`, "dev", farEnd);
  ip("-n", name, "link", "set", farEnd, "up");
  const { child, said } = startPeers(farAddress);
  const csmsUrl = () => said.flatMap((each) => ("csmsUrl" in each ? [each.csmsUrl] : []))[0];
  await until(() => csmsUrl() !== undefined, "the far CSMS listens");
  return {
    ...{ nearAddress, address: farAddress },
    csmsUrl: csmsUrl() ?? "",
    async dial(url) {
      child.send(url);
      const isAnswered = () => said.some((each) => "answered" in each && each.answered === url);
      await until(isAnswered, `the far station is answered by ${url}`);
    },
    // What it is sent still arrives; nothing comes back, not even that it has arrived.
    vanish: () => ip("-n", name, "route", "add", "blackhole", `${nearAddress}/32`),
  };
}

function startPeers(address: string): {
  readonly child: ChildProcess;
  readonly said: readonly FarMessage[];
} {
  const said: FarMessage[] = [];
  const child = spawn("ip", ["netns", "exec", name, process.execPath, peers, address], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  child.on("message", (message: FarMessage) => said.push(message));
  const exit = once(child, "exit");
  whenOver(async () => {
    child.kill("SIGKILL");
    await exit;
  });
  return { child, said };
}

/** Of the networks for benchmarks (RFC 2544), one that no other run of the tests has. */
function addresses(): readonly [near: string, far: string] {
  const [third, fourth] = [(process.pid >> 6) & 0xff, 4 * (process.pid & 0x3f)];
  return [`198.18.${third}.${fourth + 1}`, `198.18.${third}.${fourth + 2}`];
}

function ip(...args: readonly string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}
