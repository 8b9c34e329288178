import { expect, it } from "vitest";
import { slackMessage } from "../../src/alerts/slack.ts";
import { HOSTILE, notice } from "./samples.ts";

/** Of docs.slack.dev, Block Kit: texts at least one character long, and at most so many. */
const LIMITS = { header: 150, section: 3_000, context: 2_000 };

function texts(message: ReturnType<typeof slackMessage>) {
  return message.blocks.flatMap((block) =>
    (block.type === "context" ? block.elements : [block.text]).map((text) => ({
      ...text,
      block: block.type,
    })),
  );
}

it("says what was found, what to do and where to look", () => {
  const message = slackMessage(notice({ quote: "It said 7." }));
  const all = texts(message).map(({ text }) => text);
  expect(message.text).toBe("error: A call was not answered on CP-1");
  expect(all).toContain("Look at the CSMS.");
  expect(all).toContain("It said 7.");
  expect(all).toContain("<https://tap.example/findings?rule=call-timeout|Open the findings>");
});

it("keeps Slack's limits whatever a station says", () => {
  for (const filler of ["<", "&", "😀", "x"]) {
    const long = filler.repeat(5_000);
    const message = slackMessage(
      notice({ title: long, summary: long, remedy: long, quote: long, url: `http://x/${long}` }),
    );
    expect(message.blocks.length).toBeLessThanOrEqual(50);
    for (const { text, block, type } of texts(message)) {
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(LIMITS[block]);
      expect(text.isWellFormed()).toBe(true);
      // Plain text is shown as it is.
      if (type === "mrkdwn") expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
    }
  }
});

it("lets no text of a station be a mention, a link or markup of Slack", () => {
  const message = slackMessage(notice({ summary: HOSTILE, title: HOSTILE }));
  expect(message.text).not.toContain("<!channel>");
  for (const text of texts(message).filter(({ type }) => type === "mrkdwn")) {
    expect(text).toMatchObject({ verbatim: true });
    expect(text.text).not.toContain("<!channel>");
    expect(text.text).not.toContain("<img");
  }
});
