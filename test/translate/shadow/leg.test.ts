import { once } from "node:events";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/base/clock.ts";
import { dialCsms } from "../../../src/relay/csms-leg.ts";
import { openShadowLeg } from "../../../src/translate/shadow/leg.ts";
import { asking, startWsServer, translatedRoute } from "../../support/legs.ts";
import { until } from "../../support/until.ts";

it("sends and receives without a record, and tells its end once", async () => {
  const server = await startWsServer();
  const { upstream } = translatedRoute(server.url);
  const request = {
    ...{ upstream, stationId: "CP-1", target: "/CP-1" },
    ...{ authorization: null, subprotocol: "ocpp2.0.1" },
  };
  const answer = await dialCsms(request, null, await asking());
  if (answer.kind !== "open") throw new Error("it is open");
  onTestFinished(() => answer.webSocket.terminate());
  const heard: string[] = [];
  const lost: string[] = [];
  const leg = openShadowLeg(answer, 0, {
    ...{ clock: systemClock, observe: () => undefined },
    onMessage: (of, { payload }) => void heard.push(`${of === leg} ${payload}`),
    onLost: (of, how) => void lost.push(`${of === leg} ${how}`),
  });
  leg.resume();
  leg.send("[2]", null);
  await until(() => server.received.length === 1, "it has arrived");
  const socket = await server.nth(1);
  socket.send("[3]");
  await until(() => heard.length === 1, "it is heard");
  socket.close(1000);
  await once(answer.webSocket, "close");
  await until(() => lost.length > 0, "its end is told");
  expect([heard, lost]).toEqual([["true [3]"], ["true close-frame"]]);
});
