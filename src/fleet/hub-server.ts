/** The embedded board on its socket. Holding the socket is being the board. */
import { chmod } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { OperationalError, problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import type { Observe } from "../observe/events.ts";
import { listenExclusively } from "../observe/role-lock.ts";
import { type BookName, bookNames, EMPTY_BOOK } from "./board.ts";
import { bookFileIn, readBook, writeBook } from "./book-file.ts";
import { createHub, type Guest, type Hub, type Shelf, type ShelvedBook } from "./hub.ts";
import { type FromHub, parseToHub } from "./hub-messages.ts";
import { linesOf } from "./json-lines.ts";

export type HubServer = { readonly close: () => Promise<void> };

export type HubPlace = {
  readonly socket: string;
  /** Where its books are kept. */
  readonly dir: string;
  readonly observe: Observe;
};

const bounds = { lineChars: limits.hubLineChars, bufferBytes: limits.hubBufferBytesMax };

/** Rejects where another process is the board already. */
export async function serveHub({ socket, dir, observe }: HubPlace): Promise<HubServer> {
  const sockets = new Set<Socket>();
  let hub: Promise<Hub> | null = null;
  const server = createServer((guest) => {
    sockets.add(guest);
    guest.on("close", () => sockets.delete(guest));
    guest.on("error", () => guest.destroy());
    hub ??= openShelf(dir, observe).then(createHub);
    serveGuest(guest, hub);
  });
  await listenExclusively(server, socket, {
    inUse: async () => new Error("another process is the board"),
    unusable: (cause) =>
      new OperationalError("DATA_DIR_UNWRITABLE", { dir: socket, problem: problemOf(cause) }),
  });
  await chmod(socket, 0o600);
  return { close: () => closeServer(server, sockets) };
}

async function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  for (const each of sockets) each.destroy();
  await closed;
}

async function openShelf(dir: string, observe: Observe): Promise<Shelf> {
  const opened = await Promise.all(
    bookNames.map(async (name) => [name, await openShelved(dir, name, observe)] as const),
  );
  return Object.fromEntries(opened) as Shelf;
}

/** A book that cannot be read is not written over: what a human must look at stays. */
async function openShelved(dir: string, name: BookName, observe: Observe): Promise<ShelvedBook> {
  const file = bookFileIn(dir, name);
  try {
    return { found: await readBook(file, name), save: (texts) => writeBook(file, texts) };
  } catch (thrown) {
    if (!(thrown instanceof OperationalError)) throw thrown;
    const { code, message, remedy } = thrown;
    observe({ name: "operationFailed", role: "board", code, problem: message, remedy });
    return { found: EMPTY_BOOK, save: () => Promise.reject(thrown) };
  }
}

function serveGuest(socket: Socket, opening: Promise<Hub>): void {
  let guest: Guest | null = null;
  const send = (message: FromHub) => lines.send(JSON.stringify(message));
  const lines = linesOf(socket, bounds, (line) => {
    const told = parseToHub(line);
    if (told === null) return;
    if ("member" in told) {
      guest = { member: told.member, tell: (channel, text) => void send({ channel, text }) };
      return;
    }
    const asker = guest;
    if (asker === null) return;
    const { id, ...request } = told;
    opening
      .then((hub) => hub.handle(asker, request))
      .then((answer) => void send({ id, answer }))
      .catch(() => socket.destroy());
  });
  socket.on("close", () => {
    const left = guest;
    if (left !== null) void opening.then((hub) => hub.left(left)).catch(() => undefined);
  });
}
