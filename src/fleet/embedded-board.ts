/**
 * The board of one machine without Redis: its processes meet at a socket in the run directory.
 * Whoever comes first is the board for the others; when it ends, the next one is.
 */
import { createConnection, type Socket } from "node:net";
import { limits } from "../base/limits.ts";
import { type Beat, type Board, type Holding, type Member, parseHolding } from "./board.ts";
import { parseBook } from "./book-file.ts";
import { createChannels } from "./channels.ts";
import { type HubRequest, parseFromHub } from "./hub-messages.ts";
import { type HubPlace, type HubServer, serveHub } from "./hub-server.ts";
import { type Lines, linesOf } from "./json-lines.ts";

const bounds = { lineChars: limits.hubLineChars, bufferBytes: limits.hubBufferBytesMax };

type Waiting = { readonly settle: (answer: unknown) => void };

/** Undefined for no answer. */
type Ask = (request: HubRequest) => Promise<unknown>;

export function createEmbeddedBoard(me: Member, place: HubPlace): Board {
  const channels = createChannels();
  const readyListeners: (() => void)[] = [];
  const meeting = meetAt(place, {
    opened(ask) {
      for (const channel of channels.names()) void ask({ op: "listen", channel });
      for (const listener of readyListeners) listener();
    },
    told: channels.tell,
    me,
  });
  const { ask } = meeting;

  async function holdings(op: "claim" | "keep", mine: readonly Holding[]) {
    const answer = await ask({ op, mine: pairsOf(mine) });
    if (!Array.isArray(answer)) return null;
    return mine.map(({ key }, index) => holdingOf(key, answer[index]));
  }

  return {
    ...{ kind: "embedded", me, where: `on this machine, in ${place.socket}` },
    isReady: meeting.isReady,
    problem: meeting.problem,
    onReady: (listener) => void readyListeners.push(listener),
    claim: (mine) => holdings("claim", mine),
    keep: (mine) => holdings("keep", mine),
    async release(mine) {
      await ask({ op: "release", mine: pairsOf(mine) });
    },
    async holderOf(key) {
      const answer = await ask({ op: "holder", key });
      return answer === undefined ? undefined : holdingOf(key, answer);
    },
    beat: async () => parseBeat(await ask({ op: "beat" })),
    publish: async (channel, text) => (await ask({ op: "publish", channel, text })) === true,
    listen(channel, listener) {
      if (channels.add(channel, listener)) void ask({ op: "listen", channel });
      return () => {
        if (channels.remove(channel, listener)) void ask({ op: "unlisten", channel });
      };
    },
    async write(book, name, text) {
      const version = await ask({ op: "write", book, name, text });
      return typeof version === "number" ? version : null;
    },
    async read(book) {
      return parseBook(JSON.stringify((await ask({ op: "read", book })) ?? null), book);
    },
    close: meeting.close,
  };
}

function pairsOf(mine: readonly Holding[]) {
  return mine.map(({ key, linkId }) => [key, linkId] as const);
}

function holdingOf(key: string, answer: unknown): Holding | null {
  return Array.isArray(answer) ? parseHolding(key, answer.join(" ")) : null;
}

function parseBeat(answer: unknown): Beat | null {
  return typeof answer === "object" && answer !== null ? (answer as Beat) : null;
}

type Meeting = {
  readonly ask: Ask;
  readonly isReady: () => boolean;
  readonly problem: () => string;
  readonly close: () => Promise<void>;
};

type MeetingDeps = {
  readonly me: Member;
  readonly opened: (ask: Ask) => void;
  readonly told: (channel: string, text: string) => void;
};

/** Always on the way to the board: the one there is, or our own. */
function meetAt(place: HubPlace, { me, opened, told }: MeetingDeps): Meeting {
  const waiting = new Map<number, Waiting>();
  let socket: Socket | null = null;
  let lines: Lines | null = null;
  let server: HubServer | null = null;
  let timer: NodeJS.Timeout | null = null;
  let problem = "it is being connected";
  let nextId = 1;
  let isClosed = false;

  const ask: Ask = (request) => {
    const id = nextId;
    nextId += 1;
    const isSent = lines?.send(JSON.stringify({ id, ...request })) === true;
    return isSent ? answerTo(id, waiting) : Promise.resolve(undefined);
  };
  function lost(): void {
    [socket, lines] = [null, null];
    for (const { settle } of waiting.values()) settle(undefined);
    if (!isClosed) timer ??= setTimeout(again, limits.hubRedialMs);
  }
  /** Somebody must be the board; whoever cannot be, because another is, connects. */
  async function again(): Promise<void> {
    try {
      server ??= await serveHub(place);
    } catch (thrown) {
      problem = thrown instanceof Error ? thrown.message : String(thrown);
    }
    timer = null;
    if (isClosed) await server?.close();
    else connect();
  }
  function connect(): void {
    const opening = createConnection(place.socket);
    socket = opening;
    opening.on("error", (error) => {
      problem = error.message;
    });
    opening.on("close", lost);
    opening.on("connect", () => {
      lines = linesOf(opening, bounds, (line) => {
        const message = parseFromHub(line);
        if (message === null) return;
        if ("id" in message) waiting.get(message.id)?.settle(message.answer);
        else told(message.channel, message.text);
      });
      lines.send(JSON.stringify({ member: me }));
      opened(ask);
    });
  }
  connect();
  return {
    ask,
    isReady: () => lines !== null,
    problem: () => problem,
    async close() {
      isClosed = true;
      clearTimeout(timer ?? undefined);
      socket?.destroy();
      await server?.close();
    },
  };
}

/** Undefined where none comes in time. */
function answerTo(id: number, waiting: Map<number, Waiting>): Promise<unknown> {
  return new Promise((resolve) => {
    const overdue = setTimeout(() => settle(undefined), limits.hubAnswerMs);
    const settle = (answer: unknown) => {
      clearTimeout(overdue);
      waiting.delete(id);
      resolve(answer);
    };
    waiting.set(id, { settle });
  });
}
