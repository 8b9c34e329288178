/** Addresses and networks as the configuration has them → whether an address is among them. */
import { BlockList, isIP } from "node:net";

export type IsIn = (address: string) => boolean;

/** The configuration has checked that they are some. */
export function addressesIn(ranges: readonly string[]): IsIn {
  if (ranges.length === 0) return () => false;
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => {
    const family = isIP(address);
    return family !== 0 && list.check(address, family === 6 ? "ipv6" : "ipv4");
  };
}
