/**
 * One POST over HTTP. In: a URL, headers, a body. Out: the status and the beginning of the answer,
 * or why there is none. Promised: it ends within `msMax` whatever the receiver does; redirects are
 * not followed; of an answer no more than `answerBytesMax` is taken off the socket.
 */
import { type ClientRequest, request as overHttp } from "node:http";
import { request as overHttps } from "node:https";
import { problemOf } from "./errors.ts";

export type Posted =
  | { readonly kind: "answer"; readonly status: number; readonly body: string }
  | { readonly kind: "none"; readonly problem: string };

export function postOnce(
  url: string | URL,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  bounds: { readonly msMax: number; readonly answerBytesMax: number },
): Promise<Posted> {
  const { headers, body } = message;
  return new Promise((resolve) => {
    const none = (problem: string) => resolve({ kind: "none", problem });
    const overdue = AbortSignal.timeout(bounds.msMax);
    let sending: ClientRequest;
    try {
      sending = (String(url).startsWith("https:") ? overHttps : overHttp)(url, {
        method: "POST",
        agent: false,
        signal: overdue,
        headers: { ...headers, "content-length": Buffer.byteLength(body) },
      });
    } catch (thrown) {
      none(problemOf(thrown));
      return;
    }
    sending.on("error", (error) =>
      none(overdue.aborted ? `no answer within ${bounds.msMax / 1000} s` : problemOf(error)),
    );
    sending.on("response", (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      // Its status has been told, whatever becomes of the rest.
      const answered = () =>
        resolve({
          ...{ kind: "answer", status: response.statusCode ?? 0 },
          body: Buffer.concat(chunks).toString("utf8", 0, bounds.answerBytesMax),
        });
      response.on("data", (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes <= bounds.answerBytesMax) return;
        answered();
        sending.destroy();
      });
      response.on("error", answered);
      response.on("end", answered);
    });
    sending.end(body);
  });
}
