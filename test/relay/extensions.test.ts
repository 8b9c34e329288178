import { describe, expect, it } from "vitest";
import { parseExtensions } from "../../src/relay/extensions.ts";

const plain = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverWindowBits: 15,
  clientWindowBits: 15,
};

describe("the extensions of an answer", () => {
  it.each([null, "", " , ", ";"])("are none in %j", (header) => {
    expect(parseExtensions(header)).toEqual({ deflate: null, others: [] });
  });

  it.each([
    ["permessage-deflate", {}],
    ["Permessage-Deflate ; client_no_context_takeover", { clientNoContextTakeover: true }],
    [
      "permessage-deflate; server_no_context_takeover; server_max_window_bits=10",
      { serverNoContextTakeover: true, serverWindowBits: 10 },
    ],
    ['permessage-deflate;CLIENT_MAX_WINDOW_BITS = "8"', { clientWindowBits: 8 }],
  ])("carry the parameters of %j", (header, expected) => {
    expect(parseExtensions(header).deflate).toEqual({ ...plain, ...expected });
  });

  it.each([
    "permessage-deflate; client_max_window_bits",
    "permessage-deflate; client_max_window_bits=16",
    "permessage-deflate; client_max_window_bits=7",
    "permessage-deflate; client_max_window_bits=abc; unheard=of",
    'permessage-deflate; note="a, b; c"',
  ])("mean the largest window where they say nothing usable: %j", (header) => {
    expect(parseExtensions(header)).toEqual({ deflate: plain, others: [] });
  });

  it("name those that are not known, and take the first of several deflates", () => {
    const header =
      "x-webkit-deflate-frame, permessage-deflate; server_max_window_bits=9, permessage-deflate";
    expect(parseExtensions(header)).toEqual({
      deflate: { ...plain, serverWindowBits: 9 },
      others: ["x-webkit-deflate-frame"],
    });
  });
});
