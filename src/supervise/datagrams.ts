/**
 * Datagrams to a unix socket, which Node does not have: two calls of libc through the library that
 * the embedded engine is called with. In: a path, or `@name` of Linux's abstract ones. Promised: it
 * never waits; it is loaded only where somebody asked to be told.
 */
import { endianness } from "node:os";

export type Datagrams = {
  /** Null: it is on its way. Otherwise why not. */
  readonly send: (text: string) => string | null;
};

/** Of Linux, on all platforms that Node has there. */
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2_000_000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
/** `sun_path` of `sockaddr_un`. Unit: bytes. */
const PATH_BYTES_MAX = 108;

const LIBRARY = "libc";

/** Throws where there cannot be any. */
export async function openDatagrams(path: string): Promise<Datagrams> {
  if (process.platform !== "linux") throw new Error("only Linux has such sockets");
  const to = addressOf(path);
  const { DataType, load, open } = await import("ffi-rs").catch((thrown: unknown) => {
    throw new Error("the optional package ffi-rs is not installed", { cause: thrown });
  });
  const { I32, I64, U32, U64, U8Array } = DataType;
  // Not a file of its own: libc is in every process.
  open({ library: LIBRARY, path: "" });
  const socket = load({
    ...{ library: LIBRARY, funcName: "socket", retType: I32 },
    ...{ paramsType: [I32, I32, I32], paramsValue: [AF_UNIX, SOCK_DGRAM + SOCK_CLOEXEC, 0] },
  });
  if (socket < 0) throw new Error("no socket can be opened");
  return {
    send(text) {
      const bytes = Buffer.from(text);
      const { value, errnoMessage } = load({
        library: LIBRARY,
        funcName: "sendto",
        retType: I64,
        errno: true as const,
        paramsType: [I32, U8Array, U64, I32, U8Array, U32],
        paramsValue: [socket, bytes, bytes.length, MSG_DONTWAIT + MSG_NOSIGNAL, to, to.length],
      });
      return Number(value) < 0 ? errnoMessage : null;
    },
  };
}

/** `sockaddr_un`: the family in the machine's order of bytes, then the path. */
function addressOf(path: string): Buffer {
  if (!/^[/@]/.test(path)) throw new Error(`${path} is no path of a unix socket`);
  const name = Buffer.from(path.startsWith("@") ? `\0${path.slice(1)}` : `${path}\0`);
  if (name.length > PATH_BYTES_MAX)
    throw new Error(`${path} is longer than a socket's path can be`);
  const family = Buffer.alloc(2);
  if (endianness() === "LE") family.writeUInt16LE(AF_UNIX);
  else family.writeUInt16BE(AF_UNIX);
  return Buffer.concat([family, name]);
}
