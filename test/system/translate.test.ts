/** A strict 1.6 station on a strict 2.0.1 CSMS, over real sockets: neither ever sees a fault. */
import { expect, it } from "vitest";
import { relayFor } from "../support/relay.ts";
import { type StrictCsms, startStrictCsms, strictStation } from "../support/translated-peers.ts";

const boot = { chargePointVendor: "Acme", chargePointModel: "Fast-22" };
const translate = { station: "1.6", csms: "2.0.1" };

async function relayTo(csms: Pick<StrictCsms, "url">, more: object = {}) {
  return await relayFor({
    routes: [
      {
        match: "/ocpp/{station}",
        upstream: csms.url,
        mode: "translate",
        translate: { ...translate, ...more },
      },
    ],
  });
}

it("boots, authorizes and charges", async () => {
  const csms = await startStrictCsms();
  const relay = await relayTo(csms);
  const station = strictStation(`${relay.url}/ocpp`, { password: "0123456789abcdef" });
  await station.connect();
  expect(await station.call("BootNotification", boot)).toMatchObject({ status: "Accepted" });
  expect(csms.handshakes).toEqual([{ identity: "CP-1", password: "0123456789abcdef" }]);
  expect(csms.of("BootNotification")).toEqual([
    { chargingStation: { vendorName: "Acme", model: "Fast-22" }, reason: "PowerUp" },
  ]);
  expect(csms.faults).toEqual([]);
  expect(station.faults).toEqual([]);
});
