/** A receiver of OTLP over HTTP that reads what arrives by the protocol's letter. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { whenOver } from "./lifetime.ts";

export type ReceivedSpan = {
  readonly traceId: string;
  readonly spanId: string;
  readonly name: string;
  readonly kind: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly resource: Readonly<Record<string, string | number>>;
};

export type OtlpReceiver = {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly requests: IncomingMessage[];
  /** What the next requests are answered with; then 200 and `{}`. "never": not at all. */
  readonly answers: (readonly [status: number, body: string] | "never")[];
};

export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const requests: IncomingMessage[] = [];
  const answers: OtlpReceiver["answers"] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const answer = answers.shift() ?? [200, "{}"];
      if (answer === "never") return;
      const [status, body] = answer;
      if (status === 200) spans.push(...decode(Buffer.concat(chunks).toString("utf8")));
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  whenOver(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1/traces`, spans, requests, answers };
}

type KeyValue = {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: string };
};

function decode(body: string): ReceivedSpan[] {
  const { resourceSpans } = JSON.parse(body);
  return resourceSpans.flatMap(
    (of: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: RawSpan[] }[] }) =>
      of.scopeSpans.flatMap(({ spans }) =>
        spans.map((span) => decodeSpan(span, attributesOf(of.resource.attributes))),
      ),
  );
}

type RawSpan = Readonly<Record<string, unknown>> & {
  readonly attributes: KeyValue[];
  readonly status: ReceivedSpan["status"];
};

function decodeSpan(span: RawSpan, resource: ReceivedSpan["resource"]): ReceivedSpan {
  return {
    traceId: text(span["traceId"], /^[0-9a-f]{32}$/),
    spanId: text(span["spanId"], /^[0-9a-f]{16}$/),
    name: text(span["name"], /./),
    kind: Number(span["kind"]),
    startNs: BigInt(text(span["startTimeUnixNano"], /^\d+$/)),
    endNs: BigInt(text(span["endTimeUnixNano"], /^\d+$/)),
    attributes: attributesOf(span.attributes),
    status: span.status,
    resource,
  };
}

/** Text as the protocol wants it; an id of zeros is none. */
function text(value: unknown, shape: RegExp): string {
  if (typeof value !== "string" || !shape.test(value) || /^0+$/.test(value)) {
    throw new Error(`${JSON.stringify(value)} is not ${shape}`);
  }
  return value;
}

function attributesOf(list: readonly KeyValue[]) {
  const entries = list.map(({ key, value }) => {
    const { stringValue, intValue } = value;
    if ((stringValue === undefined) === (intValue === undefined)) throw new Error(key);
    return [key, stringValue ?? Number(intValue)] as const;
  });
  if (new Set(entries.map(([key]) => key)).size !== entries.length) throw new Error("key twice");
  return Object.fromEntries(entries);
}
