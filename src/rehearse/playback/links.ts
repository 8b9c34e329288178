/**
 * Messages of one station in their order → the same with where their links begin and end. In: the
 * messages, and what is known of each link. Out: a link's `opened` before its first message, its
 * `closed` when that came, or when the next link began. Of several at once the newest counts, as
 * with the CSMS.
 */

import type { LinkId } from "../../base/ids.ts";
import { limits } from "../../base/limits.ts";
import type { RecordedItem, RecordedLink, RecordedMessage } from "./recorded.ts";

export async function* withLinks(
  messages: AsyncIterable<RecordedMessage>,
  linkOf: (first: RecordedMessage) => Promise<RecordedLink>,
): AsyncGenerator<RecordedItem> {
  const begun = new Set<LinkId>();
  let link: RecordedLink | null = null;
  let atUs = 0;
  for await (const message of messages) {
    if (link !== null && link.closedAtUs !== null && link.closedAtUs < message.atUs) {
      atUs = Math.max(atUs, link.closedAtUs);
      yield { kind: "closed", atUs, link };
      link = null;
    }
    if (!begun.has(message.linkId)) {
      const next = await linkOf(message);
      if (link !== null) yield { kind: "closed", atUs, link };
      // What was open before the day is dialled at its beginning.
      atUs = Math.max(atUs, Math.min(message.atUs, next.openedAtUs ?? message.atUs));
      yield { kind: "opened", atUs, link: next };
      link = next;
      remember(begun, message.linkId);
    }
    atUs = Math.max(atUs, message.atUs);
    yield { kind: "message", atUs, message };
  }
  if (link !== null && link.closedAtUs !== null) {
    yield { kind: "closed", atUs: Math.max(atUs, link.closedAtUs), link };
  }
}

function remember(begun: Set<LinkId>, linkId: LinkId): void {
  begun.add(linkId);
  const [oldest] = begun;
  if (begun.size > limits.playbackLinksMax && oldest !== undefined) begun.delete(oldest);
}
