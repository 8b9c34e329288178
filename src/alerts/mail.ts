/**
 * One message by e-mail. In: a mail server and a letter. Out: done, or why not. The library is
 * loaded with the first letter. Promised: it ends within `limits.alertSendMs`, and takes no more
 * than `limits.alertAnswerBytesMax` or what comes within `LOOK_MS` off a server that talks without
 * end; no header of the letter comes from a peer but its subject, which is one line.
 */
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { problemOf } from "../base/errors.ts";
import { limits } from "../base/limits.ts";
import { isLoopback } from "../base/network.ts";
import type { Letter } from "./letter.ts";
import type { Outcome } from "./post.ts";

/** Between two looks at how much a server has said. Unit: ms. */
const LOOK_MS = 50;
const PORTS: Readonly<Record<string, number>> = { "smtp:": 587, "smtps:": 465 };

export type MailServer = {
  readonly url: string;
  /** Null: the URL's own. */
  readonly password: string | null;
};

export async function mail(
  server: MailServer,
  message: {
    readonly from: string;
    readonly to: string;
    readonly id: string;
    readonly letter: Letter;
  },
): Promise<Outcome> {
  const { createTransport } = await import("nodemailer");
  const url = new URL(server.url);
  const user = decodeURIComponent(url.username);
  const pass = server.password ?? decodeURIComponent(url.password);
  const socket = connect(
    Number(url.port || PORTS[url.protocol]),
    url.hostname.replace(/^\[|\]$/g, ""),
  );
  // nodemailer listens to it from the moment on in which it is connected.
  socket.on("error", () => undefined);
  const watch = setInterval(() => {
    if (socket.bytesRead > limits.alertAnswerBytesMax) socket.destroy(new Error(ENDLESS));
  }, LOOK_MS);
  const stop = new AbortController();
  try {
    await connected(socket);
    const transport = createTransport({
      connection: socket,
      host: url.hostname,
      secure: url.protocol === "smtps:",
      ...(user === "" ? {} : { auth: { user, pass } }),
      // A password goes over TLS, or nowhere.
      requireTLS: user !== "" && url.protocol === "smtp:" && !isLoopback(url.hostname),
      connectionTimeout: limits.alertSendMs,
      greetingTimeout: limits.alertSendMs,
      socketTimeout: limits.alertSendMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const { letter, from, to } = message;
    const sending = transport.sendMail({
      ...{ from, to, ...letter },
      messageId: `<${message.id}@ocpptap>`,
      headers: { "auto-submitted": "auto-generated" },
    });
    const overdue = pause(limits.alertSendMs, undefined, { signal: stop.signal }).then(() => {
      throw new Error(`no answer within ${limits.alertSendMs / 1000} s`);
    });
    await Promise.race([sending, overdue]).finally(() => void sending.catch(() => undefined));
    return { kind: "sent" };
  } catch (thrown) {
    return { kind: isRefusal(thrown) ? "refused" : "failed", problem: problemOf(thrown) };
  } finally {
    stop.abort();
    clearInterval(watch);
    socket.destroy();
  }
}

const ENDLESS = "the mail server talks without end";

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => socket.destroy(new Error("no connection in time")),
      limits.alertSendMs,
    );
    socket.once("connect", () => {
      clearTimeout(timer);
      resolve();
    });
    socket.once("close", () => {
      clearTimeout(timer);
      reject(new Error("the mail server closed the connection"));
    });
    socket.once("error", reject);
  });
}

/** Answers of 5xx: permanent by RFC 5321 §4.2.1. */
function isRefusal(thrown: unknown): boolean {
  return (
    thrown instanceof Error &&
    "responseCode" in thrown &&
    typeof thrown.responseCode === "number" &&
    thrown.responseCode >= 500
  );
}
