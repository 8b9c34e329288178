import { once } from "node:events";
import { connect as tlsConnect } from "node:tls";
import { expect, it } from "vitest";
import { createAuthority } from "../support/certificates.ts";
import { proxyV2 } from "../support/proxy-protocol.ts";
import { dialRaw, rawPeer, requestHead, SWITCHING, startRawCsms } from "../support/raw-peers.ts";
import { relayFor } from "../support/relay.ts";
import { until } from "../support/until.ts";

it("a PROXY header comes before TLS, and the station behind both is known", async () => {
  const csms = await startRawCsms();
  const mine = await (await createAuthority()).sign("IP:127.0.0.1");
  const relay = await relayFor({
    upstream: csms.url,
    listen: [
      {
        address: "127.0.0.1:0",
        tls: { certificate: mine.certificateFile, key: mine.keyFile },
        ...{ clientAddress: "proxy-protocol", trust: "127.0.0.1" },
      },
    ],
  });
  const balancer = await dialRaw(relay.port);
  balancer.send(proxyV2("198.51.100.7", 47011));
  const socket = tlsConnect({ socket: balancer.socket, rejectUnauthorized: false });
  const station = rawPeer(socket);
  await once(socket, "secureConnect");
  station.send(requestHead("/CP-1"));
  await station.sees(SWITCHING);
  const { body } = await relay.spool.nth("link-opened");
  expect(body).toMatchObject({ remoteAddress: "198.51.100.7", remotePort: 47011 });
  expect(body.tls?.version).toBe("TLSv1.3");

  const garbage = await dialRaw(relay.port);
  garbage.send(Buffer.concat([proxyV2("198.51.100.8", 1), Buffer.from("GET / HTTP/1.1\r\n\r\n")]));
  await until(() => garbage.closed() || garbage.ended(), "plain HTTP is closed");
  const refused = await relay.spool.nth("link-refused");
  expect(refused.body).toMatchObject({
    ...{ remoteAddress: "198.51.100.8", arrival: { kind: "plain-on-tls-port" } },
  });
});

it("close ends those that have not told yet whose they are", async () => {
  const relay = await relayFor({
    upstream: "ws://127.0.0.1:1/x",
    listen: [{ address: "127.0.0.1:0", clientAddress: "proxy-protocol", trust: "127.0.0.1" }],
  });
  const balancer = await dialRaw(relay.port);
  balancer.send("PROXY ");
  await until(() => balancer.socket.writableLength === 0, "it is sent");
  await relay.close();
  await until(() => balancer.ended() || balancer.closed(), "it is closed");
});
