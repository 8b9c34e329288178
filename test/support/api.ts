/** Asks a console as any program would. */
import type { LinksAnswer, Message, MessagesAnswer } from "../../src/console/contract.ts";

export async function getJson<T>(url: string): Promise<{ status: number; body: T }> {
  const response = await fetch(url);
  return { status: response.status, body: (await response.json()) as T };
}

/** All messages a query finds, oldest first, over all pages. */
export async function searchAll(consoleUrl: string, query: string): Promise<Message[]> {
  const found: Message[] = [];
  let cursor = "";
  do {
    const { status, body } = await getJson<MessagesAnswer>(
      `${consoleUrl}/api/messages?limit=1000&q=${encodeURIComponent(query)}&cursor=${encodeURIComponent(cursor)}`,
    );
    if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
    found.push(...body.messages);
    cursor = body.next ?? "";
  } while (cursor !== "");
  return found.reverse();
}

export async function linksOf(consoleUrl: string, station: string) {
  const { body } = await getJson<LinksAnswer>(`${consoleUrl}/api/links?station=${station}`);
  return body.links;
}

/** Parsed `data` of the live events, as they arrive. */
export async function* live(consoleUrl: string, query: string, signal: AbortSignal) {
  const response = await fetch(`${consoleUrl}/api/live?q=${encodeURIComponent(query)}`, { signal });
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString("utf8");
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const event = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (event === "message" && data !== undefined) yield JSON.parse(data) as Message;
    }
  }
}
