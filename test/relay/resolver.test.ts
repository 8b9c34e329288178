import { expect, it } from "vitest";
import { limits } from "../../src/base/limits.ts";
import { type Ask, createLookup } from "../../src/relay/resolver.ts";

type Answer = Awaited<ReturnType<Ask>>;

const found: Answer = {
  problem: null,
  addresses: [
    { address: "127.0.0.1", family: 4 },
    { address: "::1", family: 6 },
  ],
};

function resolving(answers: Answer) {
  const asked: string[] = [];
  let nowUs = 1;
  const lookup = createLookup({ nowUs: () => nowUs }, async (host) => {
    asked.push(host);
    return answers;
  });
  const resolve = (host: string, options: Parameters<typeof lookup>[1]) =>
    new Promise<unknown[]>((done) => lookup(host, options, (...result) => done(result)));
  return {
    asked,
    resolve,
    wait: (ms: number) => {
      nowUs += ms * 1000;
    },
  };
}

it("asks once for many, and again when the answer is old", async () => {
  const { asked, resolve, wait } = resolving(found);
  await Promise.all([1, 2, 3].map(() => resolve("c", { all: true })));
  expect(asked).toEqual(["c"]);
  wait(limits.resolvedMs - 1);
  await resolve("c", { all: true });
  expect(asked).toEqual(["c"]);
  wait(2);
  await resolve("c", { all: true });
  await resolve("d", { all: true });
  expect(asked).toEqual(["c", "c", "d"]);
});

it("asks again when the clock was set back: how old the answer is cannot be known", async () => {
  const { asked, resolve, wait } = resolving(found);
  await resolve("c", { all: true });
  wait(-3_600_000);
  await resolve("c", { all: true });
  expect(asked).toEqual(["c", "c"]);
});

it("answers in the form that was asked for", async () => {
  const { resolve } = resolving(found);
  expect(await resolve("c", { all: true })).toEqual([null, found.addresses]);
  expect(await resolve("c", {})).toEqual([null, "127.0.0.1", 4]);
  expect(await resolve("c", { family: 6 })).toEqual([null, "::1", 6]);
  expect(await resolve("c", { family: "IPv4", all: true })).toEqual([
    null,
    [{ address: "127.0.0.1", family: 4 }],
  ]);
});

it("passes the resolver's error on, and has its own where no address fits", async () => {
  const problem = Object.assign(new Error("no"), { code: "EAI_AGAIN", syscall: "getaddrinfo" });
  const failing = resolving({ problem, addresses: [] });
  const both = await Promise.all([1, 2].map(() => failing.resolve("c", { all: true })));
  expect(both).toEqual([
    [problem, ""],
    [problem, ""],
  ]);
  await failing.resolve("c", { all: true });
  expect(failing.asked).toEqual(["c", "c"]);
  const [error] = await resolving({ problem: null, addresses: [] }).resolve("c", { all: true });
  expect(error).toMatchObject({ code: "ENOTFOUND", syscall: "getaddrinfo" });
});
