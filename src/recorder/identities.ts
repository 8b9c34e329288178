/**
 * What each station said it is at its last boot: findings are counted by model and firmware, also
 * long after the station has got another. A reconnect needs no boot, so it outlives links.
 */

import type { StationId } from "../base/ids.ts";
import { limits } from "../base/limits.ts";
import { isObject } from "../base/objects.ts";
import type { Json } from "../exchange/message.ts";

export type Identity = {
  readonly vendor: string;
  readonly model: string;
  readonly firmware: string;
};

export type Identities = {
  /** Empty texts while nothing is known. */
  readonly of: (stationId: StationId) => Identity;
  /** From the payload of a station's BootNotification. */
  readonly learn: (stationId: StationId, payload: Json) => void;
  readonly put: (stationId: StationId, identity: Identity) => void;
  readonly all: () => Iterable<readonly [StationId, Identity]>;
  /** Those that changed since the last call. */
  readonly takeChanged: () => Iterable<readonly [StationId, Identity]>;
};

const unknown: Identity = { vendor: "", model: "", firmware: "" };

/** As long as the store keeps of them in a list of stations. */
const CHARS_MAX = 255;

export function createIdentities(): Identities {
  const known = new Map<StationId, Identity>();
  let changed = new Map<StationId, Identity>();

  function put(stationId: StationId, identity: Identity): void {
    known.delete(stationId);
    known.set(stationId, identity);
    const [oldest] = known.size > limits.stationStatesMax ? known.keys() : [];
    if (oldest !== undefined) known.delete(oldest);
  }

  return {
    of: (stationId) => known.get(stationId) ?? unknown,
    learn(stationId, payload) {
      const identity = identityOf(payload);
      put(stationId, identity);
      changed.set(stationId, identity);
    },
    put,
    all: () => known,
    takeChanged() {
      const taken = changed;
      changed = new Map();
      return taken;
    },
  };
}

/** OCPP 1.6 §6.7 BootNotification.req; 2.x ChargingStationType. */
function identityOf(payload: Json): Identity {
  const request = fieldsOf(payload);
  const station = fieldsOf(request.get("chargingStation"));
  const isOld = station.size === 0;
  return {
    vendor: textOf(isOld ? request.get("chargePointVendor") : station.get("vendorName")),
    model: textOf(isOld ? request.get("chargePointModel") : station.get("model")),
    firmware: textOf((isOld ? request : station).get("firmwareVersion")),
  };
}

function fieldsOf(value: Json | undefined): ReadonlyMap<string, Json> {
  return new Map(isObject(value) ? Object.entries(value) : []);
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value.slice(0, CHARS_MAX) : "";
}
