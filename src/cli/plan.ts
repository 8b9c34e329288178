/** `ocpptap plan …`: what an operator wants of plans of a cut-over, asked of a console. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { PlanAnswer, PlansAnswer } from "../console/plan-contract.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { bearerOf, consoleUrlOf } from "./console-call.ts";
import { type CliIo, print } from "./io.ts";
import { plansText, planText } from "./plan-text.ts";
import { terminalWidth } from "./search.ts";
import type { Ended } from "./serve.ts";

type Asked = { readonly method: string; readonly path: string; readonly body?: unknown };

const acts: Readonly<Record<string, string>> = {
  start: "begin with the first step",
  pause: "move nobody else; rules are still looked at",
  resume: "go on where it was paused",
  next: "begin the next step now",
};

export function addPlanCommand(program: Command, io: CliIo, ended: Ended): void {
  const plan = program
    .command("plan")
    .summary("move stations to another CSMS by a plan, and back")
    .description(
      "Plans move stations from one CSMS to another, step by step; see docs/operations/cut-over.md.",
    );
  const add = (words: string, summary: string) =>
    addConfigOptions(plan.command(words).summary(summary).description(`${summary}.`), [
      "--config",
      "--console",
      "--token-file",
    ]);
  const asking = async (command: Command, asked: Asked) => {
    const { config } = await loadConfigOf(command, io);
    return ask(consoleUrlOf(config), asked, config.console.tokenFile ?? null);
  };
  const tell = async (told: unknown) => {
    const answer = told as PlanAnswer;
    await print(io.stdout, planText(answer, terminalWidth(io)));
    ended(answer.problem === null ? 0 : 1);
  };

  const list = add("list", "list plans and how far they are");
  list.action(async () => {
    const answer = (await asking(list, { method: "GET", path: "" })) as PlansAnswer;
    await print(io.stdout, plansText(answer, terminalWidth(io)));
  });
  const show = add("show <name>", "show a plan: its steps, its stations, what happened");
  show.action(async (name: string) => tell(await asking(show, { method: "GET", path: of(name) })));
  const put = add("put <name> <file>", "give a plan, or another text of one that is not running");
  put.action(async (name: string, file: string) => {
    const body = await readPlan(resolve(io.cwd, file));
    await tell(await asking(put, { method: "PUT", path: of(name), body }));
  });
  const remove = add("remove <name>", "forget a plan; its stations stay where they are");
  remove.action(async (name: string) => {
    await asking(remove, { method: "DELETE", path: of(name) });
    await print(io.stdout, `${name} is forgotten.\n`);
  });
  for (const [kind, summary] of Object.entries(acts)) {
    const act = add(`${kind} <name>`, summary);
    act.action(async (name: string) => {
      const path = `${of(name)}/${kind}`;
      await tell(await asking(act, { method: "POST", path, body: {} }));
    });
  }
  addRollBack(add("roll-back <name>", "take stations back to the CSMS they came from"), {
    asking,
    tell,
  });
}

type Doing = {
  readonly asking: (command: Command, asked: Asked) => Promise<unknown>;
  readonly tell: (told: unknown) => Promise<void>;
};

type RollBackOptions = {
  readonly forced?: true;
  readonly step?: true;
  readonly station?: string;
};

function addRollBack(command: Command, { asking, tell }: Doing): void {
  command
    .option("--forced", "also stations that charge; what they lose is told")
    .option("--step", "only stations of the step under way")
    .option("--station <id>", "only this one")
    .action(async (name: string, { forced, step, station }: RollBackOptions) => {
      const scope = step === true ? "step" : "plan";
      const body = {
        ...(station === undefined ? { of: scope } : { of: "station", station }),
        isForced: forced === true,
      };
      await tell(await asking(command, { method: "POST", path: `${of(name)}/roll-back`, body }));
    });
}

function of(name: string): string {
  return `/${encodeURIComponent(name)}`;
}

async function readPlan(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (thrown) {
    throw new OperationalError("USAGE", { problem: `${file} is no plan: ${problemOf(thrown)}` });
  }
}

/** Rejects with what the console says, or with why it does not. */
async function ask(url: string, asked: Asked, tokenFile: string | null): Promise<unknown> {
  const { method, path, body } = asked;
  const headers = { ...(await bearerOf(tokenFile)), "x-ocpptap": "1" };
  const json = { "content-type": "application/json" };
  let response: Response;
  try {
    response = await fetch(`${url}/api/plans${path}`, {
      method,
      signal: AbortSignal.timeout(limits.planOrderMs * 3),
      ...(body === undefined
        ? { headers }
        : { headers: { ...headers, ...json }, body: JSON.stringify(body) }),
    });
  } catch (thrown) {
    const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
    throw new OperationalError("CONSOLE_UNREACHABLE", { url, problem: problemOf(cause) });
  }
  const told = (await response.json().catch(() => ({}))) as {
    readonly error?: { readonly sentence: string; readonly remedy: string };
  };
  if (response.ok) return told;
  const { sentence = `it answered ${response.status}`, remedy = "Look at its log." } =
    told.error ?? {};
  throw new OperationalError("CONSOLE_REFUSED", {
    url,
    problem: sentence.replace(/\.$/, ""),
    remedy,
  });
}
