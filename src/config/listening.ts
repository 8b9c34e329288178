/** A server on an address of the configuration: why it could not listen, and where it does. */
import type { AddressInfo } from "node:net";
import { OperationalError, problemOf, systemCodeOf } from "../base/errors.ts";
import { formatAddress } from "./units.ts";

type Address = { readonly host: string; readonly port: number };

/** PORT_IN_USE or ADDRESS_UNUSABLE. `option`: the flag that gives another, e.g. `--listen`. */
export function listenFailure(
  thrown: unknown,
  where: { readonly role: string; readonly address: Address; readonly option: string },
): OperationalError {
  const facts = { ...where, address: formatAddress(where.address) };
  return systemCodeOf(thrown) === "EADDRINUSE"
    ? new OperationalError("PORT_IN_USE", facts, { cause: thrown })
    : new OperationalError(
        "ADDRESS_UNUSABLE",
        { ...facts, problem: problemOf(thrown) },
        { cause: thrown },
      );
}

/** As text, with the port that was picked where the configuration's is 0. */
export function boundAddress(
  { host, port }: Address,
  server: { readonly address: () => AddressInfo | string | null },
): string {
  const bound = server.address();
  const isKnown = typeof bound === "object" && bound !== null;
  return formatAddress({ host, port: isKnown ? bound.port : port });
}
