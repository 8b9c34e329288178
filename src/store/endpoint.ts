/**
 * `config.store.url` → where to send statements, and as whom. In: the URL and the directory of
 * `store.json`. Out: one end point for each use; the recorder writes, everything else reads.
 */
import { setTimeout as pause } from "node:timers/promises";
import { OperationalError } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { nodeUrls } from "../config/values.ts";
import { readStoreFile, storeFilePath } from "./store-file.ts";

export type StoreUser = "recorder" | "reader";

export type EndPoint = {
  /** Without credentials and path, so that it can be told. */
  readonly url: string;
  /** The other nodes of the same cluster, for the same user. */
  readonly others?: readonly string[];
  readonly database: string;
  readonly user: string;
  readonly password: string;
};

/** Called again after a failed connection: an embedded engine may have moved to another port. */
export type EndPointOf = (signal?: AbortSignal) => Promise<EndPoint>;

type Options = {
  /** `embedded:` or `http(s)://user:password@host:8123/database`. */
  readonly url: string;
  /** The same store for whoever only reads; absent: `url`. */
  readonly readUrl?: string | undefined;
  /** `data/run`. */
  readonly runDir: string;
  readonly user: StoreUser;
  /** Longest wait for `store.json`; 0 looks once. */
  readonly waitMs?: number;
};

const DEFAULT_DATABASE = "ocpptap";

/** For both kinds of store; an external one may have the same user for both uses. */
export function endPointOf(options: Options): EndPointOf {
  if (options.url !== "embedded:") {
    const { url, readUrl = url, user } = options;
    const endPoint = parseStoreUrl(user === "reader" ? readUrl : url);
    return async () => endPoint;
  }
  return (signal) => embeddedEndPoint(options, signal);
}

export function parseStoreUrl(text: string): EndPoint {
  const [first, ...others] = nodeUrls(text).map(parseNodeUrl);
  if (first === undefined) throw malformed("it names no host");
  return others.length === 0 ? first : { ...first, others: others.map(({ url }) => url) };
}

function parseNodeUrl(text: string): EndPoint {
  const url = URL.parse(text);
  if (url === null) throw malformed("it is not a URL");
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw malformed(`${url.protocol} is neither http: nor https:`);
  }
  if (url.search !== "" || url.hash !== "") throw malformed("it has a query or a fragment");
  const database = decoded(url.pathname.replace(/^\/|\/$/g, ""), "database");
  if (database.includes("/")) throw malformed("its path is not one database name");
  return {
    url: `${url.protocol}//${url.host}`,
    database: database === "" ? DEFAULT_DATABASE : database,
    user: decoded(url.username, "user") || "default",
    password: decoded(url.password, "password"),
  };
}

function decoded(part: string, name: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw malformed(`its ${name} has a percent sign that starts no escape`);
  }
}

/** The URL itself is not repeated: it may hold a password. */
function malformed(problem: string): OperationalError {
  return new OperationalError("STORE_UNSUITABLE", {
    url: "store.url",
    problem,
    remedy: "Write it as http://user:password@host:8123/database, or leave it out.",
  });
}

async function embeddedEndPoint(
  options: Options,
  signal: AbortSignal | undefined,
): Promise<EndPoint> {
  const end = performance.now() + (options.waitMs ?? limits.storeFileMsMax);
  for (;;) {
    const file = await readStoreFile(options.runDir);
    if (file !== null) {
      const { user, password } = file[options.user];
      return { url: file.url, database: file.database, user, password };
    }
    if (performance.now() >= end) break;
    await pause(limits.storeFilePollMs, undefined, signal === undefined ? {} : { signal });
  }
  const problem = `${storeFilePath(options.runDir)} does not exist yet; is the store role running?`;
  throw new OperationalError("STORE_UNREACHABLE", { url: "embedded:", problem });
}
