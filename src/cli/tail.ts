/**
 * `ocpptap tail`: messages as they are recorded, from the console's `/api/live`. When the
 * connection is lost it is made again, and what may be missing in between is said on standard
 * error.
 */
import { setTimeout as pause } from "node:timers/promises";
import { type Command, Option } from "commander";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { printable } from "../base/printable.ts";
import { parseQuery } from "../query/parser.ts";
import type { PresentedMessage } from "../query/present.ts";
import { addConfigOptions, loadConfigOf } from "./config-options.ts";
import { bearerOf, consoleUrlOf } from "./console-call.ts";
import { type CliIo, print, ReaderGone } from "./io.ts";
import { createFormatter, type MessageFormatter } from "./message-format.ts";
import { wholeNumber } from "./numbers.ts";
import { terminalWidth } from "./search.ts";
import { createEventParser, type ServerEvent } from "./sse.ts";

type TailOptions = {
  readonly format: "text" | "jsonl";
  readonly limit?: number;
  readonly url?: string;
};

export type TailRequest = TailOptions & {
  readonly q: string;
  /** `http://127.0.0.1:9001` */
  readonly consoleUrl: string;
  readonly tokenFile?: string | undefined;
};

export function addTailCommand(program: Command, io: CliIo): void {
  const command = program
    .command("tail")
    .summary("show messages as they are recorded")
    .description("Shows messages as they are recorded, until ctrl-C. Needs a running console.")
    .argument("[query...]", "terms of the search language; several arguments are one query")
    .addOption(
      new Option("--format <format>", "how they are written")
        .choices(["text", "jsonl"])
        .default("text"),
    )
    .option(
      "--limit <number>",
      "end after so many messages",
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option("--url <url>", "of a console elsewhere, e.g. https://ocpptap.example")
    .addHelpText(
      "after",
      `
Examples:
  ocpptap tail
  ocpptap tail station:CP-7 sender:csms
  ocpptap tail --url https://ocpptap.example --token-file ~/.ocpptap-token
  ocpptap tail 'finding:* OR type:callError' --format jsonl | jq .stationId`,
    );
  addConfigOptions(command, ["--config", "--console", "--token-file"]).action(
    async (words: readonly string[], options: TailOptions) => {
      const { config } = await loadConfigOf(command, io);
      const q = words.join(" ");
      parseQuery(q);
      const consoleUrl = options.url?.replace(/\/$/, "") ?? consoleUrlOf(config);
      const { tokenFile } = config.console;
      await followLive({ ...options, q, consoleUrl, tokenFile }, io);
    },
  );
}

/**
 * Resolves when the signal is aborted or the limit reached; rejects where trying again is no use.
 */
export async function followLive(request: TailRequest, io: CliIo): Promise<void> {
  const { consoleUrl } = request;
  const state = createState(request, io);
  let waitMs: number = limits.tailRetryMsMin;
  while (!io.signal.aborted && !state.isOver()) {
    let problem = "it ended the connection";
    try {
      for await (const event of liveEvents(request, io.signal)) {
        if (event === "connected") {
          waitMs = limits.tailRetryMsMin;
          await state.connected();
        } else {
          await state.take(event);
        }
        if (state.isOver()) return;
      }
    } catch (thrown) {
      if (io.signal.aborted) return;
      if (thrown instanceof ReaderGone || thrown instanceof OperationalError) throw thrown;
      problem = problemOf(thrown instanceof Error ? (thrown.cause ?? thrown) : thrown);
      if (!state.wasConnected()) {
        const details = { url: consoleUrl, problem };
        throw new OperationalError("CONSOLE_UNREACHABLE", details, { cause: thrown });
      }
    }
    await state.lost(problem);
    await pause(waitMs, undefined, { signal: io.signal }).catch(() => undefined);
    waitMs = Math.min(waitMs * 2, limits.tailRetryMsMax);
  }
}

function createState(request: TailRequest, io: CliIo) {
  const formatter: MessageFormatter = createFormatter(request.format, terminalWidth(io));
  let messages = 0;
  let connections = 0;
  let isLost = false;
  let isUnheard = false;
  let lastMissing: string | null = null;
  const note = (text: string) => print(io.stderr, `ocpptap: ${printable(text)}\n`);
  return {
    isOver: () => messages >= (request.limit ?? Infinity),
    wasConnected: () => connections > 0,
    async connected() {
      connections += 1;
      if (connections > 1) await note("Connected again.");
      isLost = false;
    },
    async lost(problem: string) {
      if (isLost) return;
      isLost = true;
      await note(
        `The connection to the console was lost (${problem}); trying again. What is recorded meanwhile is found by \`search\`.`,
      );
    },
    async take({ event, data }: ServerEvent) {
      if (event === "message") {
        messages += 1;
        await print(io.stdout, formatter.lines([parseMessage(data)]));
      } else if (event === "skipped") {
        const { messages: skipped } = parseSkipped(data);
        await note(`${skipped} messages were skipped, too many at once; \`search\` finds them.`);
      } else if (event === "state") {
        const { isConnected, problem, missing } = parseState(data);
        if (missing !== null && missing !== lastMissing) await note(`Beware: ${missing}.`);
        if (missing === null && lastMissing !== null) await note("All machines are shown again.");
        lastMissing = missing;
        const isNews = isConnected ? isUnheard : !isUnheard && problem !== "connecting";
        if (isNews) await note(isConnected ? "The recorder is heard again." : unheard(problem));
        if (isNews) isUnheard = !isConnected;
      }
    },
  };
}

function unheard(problem: string): string {
  return `The recorder is not heard: ${problem}. What it records meanwhile is found by \`search\`.`;
}

async function* liveEvents(
  { consoleUrl, q, tokenFile }: TailRequest,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent | "connected"> {
  const silence = new AbortController();
  const timer = setTimeout(
    () => silence.abort(new Error("it has fallen silent")),
    limits.tailSilenceMsMax,
  );
  try {
    const response = await fetch(`${consoleUrl}/api/live?q=${encodeURIComponent(q)}`, {
      headers: { accept: "text/event-stream", ...(await bearerOf(tokenFile ?? null)) },
      redirect: "error",
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok || response.body === null) throw await refusalOf(response, consoleUrl);
    yield "connected";
    const parser = createEventParser();
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      timer.refresh();
      yield* parser.push(text);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** The console's own sentence, where what answered is a console. 5xx may pass. */
async function refusalOf(response: Response, url: string): Promise<Error> {
  const told = parseRefusal(await response.text());
  const sentence = told?.sentence ?? `it answered ${response.status}; is it a console of ocpptap?`;
  const problem = sentence.replace(/\.$/, "");
  if (response.status >= 500) return new Error(problem);
  const remedy = told?.remedy ?? "Name its address with --console HOST:PORT.";
  return new OperationalError("CONSOLE_REFUSED", { url, problem, remedy });
}

function parseRefusal(text: string): { sentence: string; remedy: string } | null {
  try {
    const { error } = JSON.parse(text) as { error?: { sentence?: unknown; remedy?: unknown } };
    return error === undefined
      ? null
      : { sentence: String(error.sentence), remedy: String(error.remedy) };
  } catch {
    return null;
  }
}

/** The console is of our own version: what it sends has the contract's shape. */
function parseMessage(data: string): PresentedMessage {
  return JSON.parse(data) as PresentedMessage;
}

function parseSkipped(data: string): { readonly messages: number } {
  return JSON.parse(data) as { readonly messages: number };
}

type FeedState = {
  readonly isConnected: boolean;
  readonly problem: string;
  readonly missing: string | null;
};

function parseState(data: string): FeedState {
  const told = JSON.parse(data) as Partial<FeedState> & Omit<FeedState, "missing">;
  return { ...told, missing: told.missing ?? null };
}
