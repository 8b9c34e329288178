import { expect, it } from "vitest";
import { createChannels } from "../../src/fleet/channels.ts";

it("tells who listens to a channel, and says when the first comes and the last goes", () => {
  const channels = createChannels();
  const heard: string[] = [];
  const [one, two] = ["one", "two"].map((name) => (text: string) => heard.push(name + text));
  if (one === undefined || two === undefined) throw new Error("two listeners");
  expect(channels.add("x", one)).toBe(true);
  expect(channels.add("x", two)).toBe(false);
  expect(channels.names()).toEqual(["x"]);
  channels.tell("x", "!");
  channels.tell("y", "?");
  expect(heard).toEqual(["one!", "two!"]);
  expect(channels.remove("x", one)).toBe(false);
  expect(channels.remove("x", two)).toBe(true);
  expect(channels.remove("x", two)).toBe(false);
  expect(channels.names()).toEqual([]);
});
