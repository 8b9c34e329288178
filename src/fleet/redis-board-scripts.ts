/** What board and leases do on the Redis server, each script atomically and on one key. */
import { scriptOf } from "./redis-scripts.ts";

/** ARGV: the holding, how long it lasts in ms. Replies what was there. */
export const claimScript = scriptOf(`
local old = redis.call('GET', KEYS[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return old`);

/** ARGV: what is held and how long, as above. Replies another's, which stays; nil: it is ours. */
export const keepScript = scriptOf(`
local old = redis.call('GET', KEYS[1])
if old and old ~= ARGV[1] then return old end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false`);

/** ARGV: what is held. */
export const releaseScript = scriptOf(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return false`);

/**
 * ARGV: the member as JSON, how long it lasts in ms, how many are listed. A sorted set by the end
 * of their time, by the server's clock: those of instances may differ. Replies all that are there.
 */
export const beatScript = scriptOf(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZREVRANGE', KEYS[1], 0, tonumber(ARGV[3]) - 1)`);

/**
 * A book is a hash: a `=` and the name for each entry, and \`version\`. ARGV: the field, its value or ""
 * to remove it, how many there may be. Replies the new version, or -1 for too many.
 */
export const writeScript = scriptOf(`
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  local known = redis.call('HEXISTS', KEYS[1], ARGV[1])
  if known == 0 and redis.call('HLEN', KEYS[1]) > tonumber(ARGV[3]) then return -1 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
end
return redis.call('HINCRBY', KEYS[1], 'version', 1)`);
