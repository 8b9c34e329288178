/** Memory that all stations of a relay have together for what waits. Unit: bytes. */
export type Room = {
  readonly has: (bytes: number) => boolean;
  readonly take: (bytes: number) => void;
  readonly give: (bytes: number) => void;
};

export function createRoom(bytesMax: number): Room {
  let taken = 0;
  return {
    has: (bytes) => taken + bytes <= bytesMax,
    take(bytes) {
      taken += bytes;
    },
    give(bytes) {
      taken -= bytes;
    },
  };
}
