/** Live tail: events of `/api/live` in, batches of messages out, one batch a frame at most. */

/** What a paused tail keeps; older ones are found by searching. */
const HELD_MAX = 2_000;

/** `show` takes messages in the order they came, `note` a word about the tail's state. */
export function createTail({ show, note, held }) {
  let events = null;
  let query = null;
  let waiting = [];
  let missed = 0;
  let isPaused = false;

  function flush() {
    if (isPaused || waiting.length === 0) return;
    const messages = waiting;
    waiting = [];
    show(messages);
    note(missed === 0 ? "live" : `live, ${missed} not shown: too many at once`);
  }

  function take(message) {
    waiting.push(message);
    if (waiting.length > HELD_MAX) waiting.shift();
    if (isPaused) held(waiting.length);
    // A storm of messages costs one layout a frame; a hidden page draws no frames.
    else if (waiting.length === 1) (document.hidden ? setTimeout : requestAnimationFrame)(flush);
  }

  function stop() {
    events?.close();
    events = null;
    query = null;
    waiting = [];
    missed = 0;
    isPaused = false;
  }

  return {
    query: () => query,
    stop,
    start(q) {
      stop();
      query = q;
      events = new EventSource(`/api/live?${new URLSearchParams({ q })}`);
      events.addEventListener("message", ({ data }) => take(JSON.parse(data)));
      events.addEventListener("skipped", ({ data }) => {
        missed += JSON.parse(data).messages;
      });
      events.addEventListener("state", ({ data }) => {
        note(JSON.parse(data).isConnected ? "live" : "live, waiting for the recorder");
      });
      events.onerror = () => note("the connection was lost, trying again");
    },
    isPaused: () => isPaused,
    pause(value) {
      isPaused = value;
      flush();
    },
  };
}
