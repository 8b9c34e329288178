/**
 * What the CSMS changes about the way to itself: its password for the station, and its addresses.
 * In 2.0.1 both are the station's; here they are those of our leg to the CSMS. In: SetNetworkProfile
 * and what SetVariables asks for. Out: where to connect and with what, and that it is to be done
 * anew. What worked before is kept until the new has worked once, so a mistake strands nobody.
 * Passwords are in the durable state and nowhere else: no finding, log or dead letter has them.
 */
import { integerIn, textIn } from "../findings/fields.ts";
import { answerWith, type Block, type Command, statusOf } from "./block.ts";
import { objectIn } from "./json.ts";
import { at, type NetworkProfile, type State, type Upstream, withEntry } from "./state.ts";
import { lose, type Turn, update } from "./turn.ts";

/** One way to the CSMS. They are tried in order, each time from the first. */
export type Endpoint = {
  /** Tells it in the input `legUp`. */
  readonly id: string;
  /** Null: the route's. */
  readonly url: string | null;
  /** For HTTP Basic, with the station's id as user. Null: the route's credentials. */
  readonly password: string | null;
};

/** The slot that stands for the route's own address unless the CSMS fills it. */
const ROUTE_SLOT = 1;

export function endpointsOf({ upstream }: Pick<State, "upstream">): readonly Endpoint[] {
  const { applied, password, passwordBefore } = upstream;
  const isRouteIn = applied.some(({ url }) => url === null);
  const addresses = isRouteIn ? applied : [...applied, { slot: ROUTE_SLOT, url: null }];
  // The route's own last, so that an operator can always mend what was set.
  const passwords = [
    { age: "new", password },
    ...(passwordBefore === null ? [] : [{ age: "old", ...passwordBefore }]),
    { age: "route", password: null },
  ];
  const tried = passwords.filter(
    (each, index) => passwords.findIndex((other) => other.password === each.password) === index,
  );
  return addresses.flatMap(({ slot, url }) =>
    tried.map(({ age, password: secret }) => ({
      ...{ id: `${url === null ? "route" : slot}.${age}`, url, password: secret },
    })),
  );
}

/** The CSMS's leg is up by this endpoint; null where the bridge does not tell. */
export function connectedBy(turn: Turn, endpointId: string | null): void {
  const [name, age] = endpointId?.split(".") ?? [];
  const { upstream } = turn.state;
  const activeSlot = name === "route" ? ROUTE_SLOT : Number(name ?? upstream.activeSlot);
  const isProven = age === "new" && upstream.passwordBefore !== null;
  if (!isProven && activeSlot === upstream.activeSlot) return;
  put(turn, { activeSlot, ...(isProven ? { passwordBefore: null } : {}) });
}

function put(turn: Turn, patch: Partial<Upstream>): void {
  update(turn, { upstream: { ...turn.state.upstream, ...patch } });
}

/** 2.0.1 Part 2, BasicAuthPassword: 16 to 40 characters; those of HTTP Basic that all can type. */
export function isPassword(value: string): boolean {
  return /^[\x21-\x7e]{16,40}$/.test(value);
}

/** 1.6 Security whitepaper, AuthorizationKey: 16 to 20 bytes in hexadecimal; null for too long. */
export function authorizationKeyOf(password: string): string | null {
  const bytes = Buffer.from(password, "utf8");
  return bytes.length > 20 ? null : bytes.toString("hex");
}

/** From the next connection on. The one before stays good until this one was. */
export function changePassword(turn: Turn, password: string): void {
  const { upstream } = turn.state;
  if (upstream.password === password) return;
  const passwordBefore = upstream.passwordBefore ?? { password: upstream.password };
  put(turn, { password, passwordBefore });
  reconnect(turn, "the CSMS has set a new password");
}

function reconnect(turn: Turn, reason: string): void {
  turn.effects.push({ kind: "reconnect", leg: "csms", reason });
}

/** Slots of the wanted order that there are; what a value names beside them is a mistake. */
export function isPriority(state: State, value: string): boolean {
  const slots = value.split(",").map((each) => Number(each.trim()));
  return slots.every((slot) => slot === ROUTE_SLOT || profileAt(state, slot) !== null);
}

function profileAt({ upstream }: State, slot: number): NetworkProfile | null {
  return at(upstream.slots, String(slot));
}

function wanted(state: State): Upstream["applied"] {
  const order = at(state.variables, "OCPPCommCtrlr.NetworkConfigurationPriority") ?? "1";
  return order.split(",").map((each) => {
    const slot = Number(each.trim());
    return { slot, url: profileAt(state, slot)?.url ?? null };
  });
}

/**
 * A reset that makes a changed network configuration effective: only our leg is affected, so the
 * station is not reset for it. False where there is no such change.
 */
export function switchNetwork(turn: Turn): boolean {
  const applied = wanted(turn.state);
  if (JSON.stringify(applied) === JSON.stringify(turn.state.upstream.applied)) return false;
  put(turn, { applied });
  reconnect(turn, "the CSMS has set another network configuration");
  return true;
}

/** 2.0.1 Part 2, ocppCsmsUrl. Unit: characters. */
const URL_CHARS_MAX = 512;
const SLOTS_MAX = 10;

/** The reason why a profile cannot be used; null for none. */
function faultIn(turn: Turn, slot: number, data: unknown): string | null {
  const { securityProfile } = turn.settings;
  const url = textIn(data, "ocppCsmsUrl");
  const level = integerIn(data, "securityProfile") ?? 0;
  const isOther = textIn(data, "ocppVersion") !== "OCPP20";
  if (isOther || textIn(data, "ocppTransport") !== "JSON") return "UnsupportedParam";
  if (!URL.canParse(url) || url.length > URL_CHARS_MAX) return "InvalidURL";
  const { protocol, username, password } = new URL(url);
  const isSecure = protocol === "wss:";
  if ((!isSecure && protocol !== "ws:") || username + password !== "") return "InvalidURL";
  // 2.0.1 Part 2, B09: security is never lowered in this way.
  const isLower = securityProfile !== undefined && level < securityProfile;
  if (isLower || level >= 2 !== isSecure) return "InvalidValue";
  const { slots } = turn.state.upstream;
  const isFull = Object.keys(slots).length >= SLOTS_MAX && at(slots, String(slot)) === null;
  return isFull ? "OutOfStorage" : null;
}

const setNetworkProfile: Command = {
  action: "SetNetworkProfile",
  next(turn, call) {
    if (!turn.settings.allowNetworkProfile) {
      lose(turn, "action-refused", "SetNetworkProfile");
      return answerWith(statusOf("Rejected", "NotEnabled"));
    }
    const slot = integerIn(call.payload, "configurationSlot") ?? 0;
    const data = objectIn(call.payload, "connectionData");
    const reasonCode = slot < 0 ? "InvalidValue" : faultIn(turn, slot, data);
    if (reasonCode !== null) return answerWith(statusOf("Rejected", reasonCode));
    // Nothing else of it: it has passwords of networks that are not ours.
    const profile = { url: textIn(data, "ocppCsmsUrl") };
    put(turn, { slots: withEntry(turn.state.upstream.slots, String(slot), profile) });
    return answerWith({ status: "Accepted" });
  },
};

export const upstreamBlock: Block = { name: "upstream", commands: [setNetworkProfile] };
