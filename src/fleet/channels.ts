/** Who listens to which channel in this process. */
type Listener = (text: string) => void;

export type Channels = {
  readonly names: () => readonly string[];
  /** True: nobody listened to the channel before. */
  readonly add: (channel: string, listener: Listener) => boolean;
  /** True: nobody listens to the channel any more. */
  readonly remove: (channel: string, listener: Listener) => boolean;
  readonly tell: (channel: string, text: string) => void;
};

export function createChannels(): Channels {
  const channels = new Map<string, Set<Listener>>();
  return {
    names: () => [...channels.keys()],
    add(channel, listener) {
      const listeners = channels.get(channel) ?? new Set();
      const isNew = listeners.size === 0;
      channels.set(channel, listeners.add(listener));
      return isNew;
    },
    remove(channel, listener) {
      const listeners = channels.get(channel);
      listeners?.delete(listener);
      if (listeners === undefined || listeners.size > 0) return false;
      return channels.delete(channel);
    },
    tell(channel, text) {
      for (const listener of channels.get(channel) ?? []) listener(text);
    },
  };
}
