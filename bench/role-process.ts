/**
 * One role of the product in a process of its own, as the composition root wires it, so that its CPU
 * can be read. It starts when told to: what loading the program costs is not measured.
 */
import { startRole } from "../src/app.ts";
import { configSchema } from "../src/config/schema.ts";
import type { RunningRole } from "../src/supervise/child.ts";
import { obey } from "./child.ts";

export type RoleOrder = {
  readonly role: "relay" | "recorder" | "store" | "console" | "shadow";
  readonly config: object;
};

let running: RunningRole | null = null;

obey(
  {
    async start({ role, config }: RoleOrder): Promise<string> {
      running = await startRole(role, configSchema.parse(config));
      await running.ready;
      return running.address;
    },
    async startPlainRecorder(config: object): Promise<string> {
      const { startPlainRecorder } = await import("./plain-recorder.ts");
      running = await startPlainRecorder(configSchema.parse(config));
      await running.ready;
      return running.address;
    },
    async stop(): Promise<void> {
      await running?.close();
      running = null;
    },
  },
  async () => running?.close(),
);
