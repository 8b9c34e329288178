/** The three traps of pairing, through the whole program. */
import { expect, it } from "vitest";
import { searchAll } from "../support/api.ts";
import { call, connectPlainStation, startPlainCsms } from "../support/peers.ts";
import { serve } from "../support/serve.ts";
import { tempDir } from "../support/temp-dir.ts";
import { until } from "../support/until.ts";

it("pairs reused ids, equal ids of two stations, and crossing calls with equal ids", async () => {
  const rounds = 500;
  const csms = await startPlainCsms();
  const served = await serve(["--upstream", csms.url, "--data", await tempDir()]);

  // 1. The same id 500 times, one after the other.
  const reuser = await connectPlainStation(`${served.stationUrl}/REUSE`);
  for (let index = 0; index < rounds; index++) {
    reuser.send(call("same", index % 2 === 0 ? "Heartbeat" : "DataTransfer"));
    await until(() => reuser.received.length === index + 1, "the answer");
  }
  // 2. Two stations that both count 1, 2, 3.
  const [one, two] = await Promise.all(
    ["ONE", "TWO"].map((name) => connectPlainStation(`${served.stationUrl}/${name}`)),
  );
  for (let index = 1; index <= 3; index++) {
    one?.send(call(String(index), "Heartbeat"));
    two?.send(call(String(index), "Authorize", { idTag: `${index}` }));
    await until(() => one?.received.length === index && two?.received.length === index, "both");
  }
  // 3. Both sides call with the same id at once.
  const crossing = await connectPlainStation(`${served.stationUrl}/CROSS`, {
    answer: (text) => (text.startsWith("[2") ? '[3,"x",{"status":"Rejected"}]' : undefined),
  });
  crossing.send(call("x", "Heartbeat"));
  csms.legs.get("/ocpp/CROSS")?.send(call("x", "ClearCache"));
  await until(() => crossing.received.length === 2, "call and answer from the CSMS");

  const wanted = rounds * 2 + 12 + 4;
  let found = await searchAll(served.consoleUrl, "");
  await until(async () => {
    found = await searchAll(served.consoleUrl, "");
    return found.length >= wanted;
  }, `${wanted} messages`);
  expect(found.length).toBe(wanted);

  for (const response of found.filter(({ type }) => type === "callResult")) {
    const request = found.find(
      ({ linkId, seq }) => linkId === response.linkId && seq === response.requestSeq,
    );
    expect(request, `request of ${response.stationId} ${response.seq}`).toBeDefined();
    expect(request?.sender).not.toBe(response.sender);
    expect(request?.messageId).toBe(response.messageId);
    expect(request?.action).toBe(response.action);
  }
  const reused = found.filter(({ stationId }) => stationId === "REUSE");
  expect(reused.filter(({ requestSeq }) => requestSeq !== null).length).toBe(rounds);
  expect(new Set(reused.map(({ requestSeq }) => requestSeq)).size).toBe(rounds + 1);
  const harmful = ["response-unmatched", "response-duplicate", "response-late", "call-timeout"];
  expect(found.flatMap(({ findings }) => findings).filter((f) => harmful.includes(f.rule))).toEqual(
    [],
  );
});
