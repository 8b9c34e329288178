import { expect, it } from "vitest";
import { withLinks } from "../../../src/rehearse/playback/links.ts";
import type { RecordedLink, RecordedMessage } from "../../../src/rehearse/playback/recorded.ts";
import { conversation, DAY_US, eachOf, linkOf } from "./days.ts";

const call = (atMs: number, link: RecordedLink): RecordedMessage => {
  const [message] = conversation([{ atMs, action: "Heartbeat", answer: null }], link);
  if (message === undefined) throw new Error("a conversation has a message");
  return message;
};

async function told(messages: readonly RecordedMessage[], links: readonly RecordedLink[]) {
  const names = new Map(links.map(({ linkId }, nth) => [linkId, "abc"[nth] ?? "?"]));
  const lines: string[] = [];
  const items = withLinks(eachOf(messages), async ({ linkId }) => {
    const known = links.find((link) => link.linkId === linkId);
    if (known === undefined) throw new Error("no such link");
    return known;
  });
  for await (const item of items) {
    const { linkId } = item.kind === "message" ? item.message : item.link;
    lines.push(`${(item.atUs - DAY_US) / 1000} ${item.kind} ${names.get(linkId)}`);
  }
  return lines;
}

const at = (ms: number) => DAY_US + ms * 1000;

it("says where links begin and end, with the pause between", async () => {
  const a = linkOf({ openedAtUs: at(-500), closedAtUs: at(2_000) });
  const b = linkOf({ openedAtUs: at(5_000), closedAtUs: at(9_000) });
  const messages = [call(100, a), call(2_000, a), call(6_000, b)];
  expect(await told(messages, [a, b])).toEqual(
    [
      ...["0 opened a", "100 message a", "2000 message a", "2000 closed a"],
      ...["5000 opened b", "6000 message b", "9000 closed b"],
    ].map((line) => (line === "0 opened a" ? "-500 opened a" : line)),
  );
});

it("ends a link where another takes over, and leaves what comes late on it", async () => {
  const a = linkOf({ openedAtUs: null, closedAtUs: at(50_000) });
  const b = linkOf({ openedAtUs: at(900) });
  const messages = [call(0, a), call(1_000, a), call(1_100, b), call(1_200, a), call(1_300, b)];
  expect(await told(messages, [a, b])).toEqual([
    ...["0 opened a", "0 message a", "1000 message a", "1000 closed a", "1000 opened b"],
    ...["1100 message b", "1200 message a", "1300 message b"],
  ]);
});
