/**
 * What is done on the Redis server, each script atomically. One hash per name: `token`, `seq`,
 * `documents` and `bytes` are ours (see `backend.ts`), documents have a `=` before their key. Every
 * script has one key, so that a name is in one place wherever the keys are spread.
 */
import { createHash } from "node:crypto";

/** ARGV: token. Replies the hash as a flat list. */
const open = `
redis.call('HSET', KEYS[1], 'token', ARGV[1], 'seq', '0')
redis.call('HSETNX', KEYS[1], 'documents', '0')
redis.call('HSETNX', KEYS[1], 'bytes', '0')
return redis.call('HGETALL', KEYS[1])`;

/**
 * ARGV: token, seq, stored, most documents, most bytes, then a key and its value for each change;
 * an empty value deletes. Replies what came of it, and the two totals.
 */
const store = `
local now = redis.call('HMGET', KEYS[1], 'token', 'seq', 'documents', 'bytes')
if not now[1] then return {'lost', 0, 0} end
if now[1] ~= ARGV[1] then return {'taken', 0, 0} end
local seq = tonumber(now[2])
if seq < tonumber(ARGV[3]) then return {'lost', 0, 0} end
if seq >= tonumber(ARGV[2]) then return {'stale', 0, 0} end
local documents, bytes = tonumber(now[3]), tonumber(now[4])
for i = 6, #ARGV, 2 do
  local key, value = '=' .. ARGV[i], ARGV[i + 1]
  if redis.call('HEXISTS', KEYS[1], key) == 1 then
    documents = documents - 1
    bytes = bytes - #ARGV[i] - redis.call('HSTRLEN', KEYS[1], key)
  end
  if value ~= '' then
    documents = documents + 1
    bytes = bytes + #ARGV[i] + #value
  end
end
if documents > tonumber(ARGV[4]) or bytes > tonumber(ARGV[5]) then
  return {'limit', documents, bytes}
end
for i = 6, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', KEYS[1], '=' .. ARGV[i])
  else
    redis.call('HSET', KEYS[1], '=' .. ARGV[i], ARGV[i + 1])
  end
end
redis.call('HSET', KEYS[1], 'seq', ARGV[2], 'documents', documents, 'bytes', bytes)
return {'stored', documents, bytes}`;

export type Script = { readonly lua: string; readonly sha: string };

export const scriptOf = (lua: string): Script => ({
  lua,
  sha: createHash("sha1").update(lua).digest("hex"),
});

export const openScript = scriptOf(open);
export const storeScript = scriptOf(store);
