import { RUN_COUNT_KEYS, STEP_EXPECT_KEYS } from './expectation.ts';
import { isMapping, memberOf } from './mapping.ts';
import { ACTION_KEYS } from './schema/step.ts';
import { didYouMean } from './suggestion.ts';

/** Other words for keys, in the order in which they are meant; lower case, without "_" and "-". */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  port: ['to_port', 'from_port'],
  ...words(['dport', 'dstport', 'destport', 'destinationport', 'remoteport'], ['to_port']),
  ...words(['sport', 'srcport', 'sourceport', 'localport'], ['from_port']),
  ...words(
    ['dst', 'dest', 'destination', 'receiver', 'ip', 'address', 'addr', 'host', 'dstip'],
    ['to', 'with', 'target', 'ip'],
  ),
  ...words(['src', 'source', 'sender', 'srcip'], ['from']),
  ...words(['peer', 'partner', 'server', 'client'], ['with', 'to']),
  ...words(
    ['message', 'data', 'text', 'body', 'content', 'contents', 'bytes', 'msg'],
    ['payload', 'data', 'text'],
  ),
  ...words(['gateway', 'gw', 'router', 'nexthop'], ['via']),
  ...words(['length', 'len', 'bytes'], ['size', 'length', 'bytes']),
  ...words(['identification', 'ipid'], ['ip_id']),
  ...words(['sequence', 'seqno'], ['seq']),
  ...words(['acknowledgement', 'acknowledgment', 'ackno'], ['ack']),
  ...words(['times', 'repetitions', 'number', 'n'], ['count']),
  ...words(['index', 'variable', 'var'], ['as']),
  ...words(['do', 'body', 'actions', 'then', 'packets', 'run', 'workload'], ['steps']),
  ...words(['probability', 'chance'], ['weight']),
  ...words(['sleep', 'delay', 'pause'], ['wait']),
  ...words(['loop', 'for'], ['repeat']),
  ...words(['comment', 'print', 'log', 'say'], ['note', 'description']),
  ...words(['title', 'label'], ['name']),
  ...words(['icmp', 'echo', 'echorequest'], ['ping']),
  ...words(['echoreply'], ['pong']),
  ...words(['send', 'frame', 'ethernet', 'write'], ['raw']),
  ...words(['version', 'netchannel'], ['release']),
  ...words(['remedy', 'design', 'driver'], ['device']),
  ...words(['guest', 'self', 'me'], ['unikernel']),
  ...words(['machines', 'nodes', 'peers'], ['hosts']),
  ...words(['variables', 'env', 'define', 'defines'], ['vars']),
  ...words(['ipv4', 'address', 'addr'], ['ip']),
  ...words(['ipv6'], ['ip6']),
  ...words(['hwaddr', 'ether', 'hw', 'ethernet'], ['mac']),
  ...words(['type', 'proto', 'protocol', 'ethtype'], ['ethertype', 'type', 'role']),
  ...words(['kind', 'messagetype'], ['type']),
  ...words(['offset', 'position', 'pos'], ['at']),
  ...words(['hoplimit'], ['ttl', 'hop_limit']),
  ...words(['ttl', 'hops'], ['hop_limit', 'ttl']),
  ...words(['question', 'request', 'query'], ['asks']),
  ...words(['answer', 'response', 'reply'], ['answers']),
  ...words(['speed', 'bandwidth', 'bitrate'], ['rate']),
  ...words(['rtt', 'lag', 'delay'], ['latency', 'by']),
  ...words(['leak', 'leaked', 'stale'], ['leaks', 'leaked']),
};

function words(others: readonly string[], keys: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(others.map((word) => [word, keys]));
}

/** Keys of a payload that has some. */
const OF_PAYLOADS = new Set([
  ...['text', 'hex', 'base64', 'pattern', 'counter', 'random', 'file', 'offset', 'size', 'secret'],
]);
const OF_STEPS = new Set(['name', 'expect', 'after', 'at']);
const OF_HEADS = new Set([
  'release',
  'device',
  'seed',
  'mtu',
  'epoch',
  'interval',
  'link',
  'vars',
  'unikernel',
  'hosts',
]);

/**
 * What is added to the message on a key that a mapping cannot have.
 *
 * @param shape - the keys that it can have, with their schemas
 * @param mapping - which has `key`
 * @returns `; did you mean "to_port"?`, or `; it belongs into "udp"`, or nothing
 */
export function keyHint(key: string, shape: object, mapping: object): string {
  return (
    unspacedHint(key, shape) ??
    memberHint(key, shape, mapping) ??
    synonymHint(key, shape, mapping) ??
    placeHint(key, shape) ??
    didYouMean(key, Object.keys(shape))
  );
}

/** YAML takes `to alice` and `to:alice` in braces for a key without a value. */
function unspacedHint(key: string, shape: object): string | undefined {
  const [, name = '', between = ''] = /^(\w+)(:? *)\S/.exec(key) ?? [];
  if (between === '' || !Object.hasOwn(shape, name)) return undefined;
  return between.startsWith(':')
    ? `; is a space missing after "${name}:"?`
    : `; is a colon missing after "${name}"?`;
}

/** What is indented too little. It is looked for among the known keys: a hostile mapping has any number of others. */
function memberHint(key: string, shape: object, mapping: object): string | undefined {
  const holder = Object.entries(shape).find(([name, schema]) => {
    if (!Object.hasOwn(mapping, name)) return false;
    const value = memberOf(mapping, name);
    return (value === null || isMapping(value)) && hasKey(schema, key);
  });
  return holder === undefined ? undefined : `; it belongs into "${holder[0]}"`;
}

function synonymHint(key: string, shape: object, mapping: object): string | undefined {
  const word = key.toLowerCase().replaceAll(/[_-]/g, '');
  const meant = (Object.hasOwn(SYNONYMS, word) ? SYNONYMS[word] : undefined) ?? [];
  const possible = meant.filter((name) => Object.hasOwn(shape, name) && !Object.hasOwn(mapping, name));
  // Ports are two; of other keys the first is the best.
  const named = (word === 'port' ? possible : possible.slice(0, 1)).map((name) => JSON.stringify(name));
  return named.length === 0 ? undefined : `; did you mean ${named.join(' or ')}?`;
}

/** Where a key belongs that other mappings have. */
function placeHint(key: string, shape: object): string | undefined {
  const has = (name: string): boolean => Object.hasOwn(shape, name);
  const isHead = has('hosts') && has('steps');
  const isStep = has('tcp_conversation');
  if (isHead && STEP_KEYS.has(key)) return `; it belongs to a step: steps: [{${key}: …}]`;
  if (has('verdict') && RUN_KEYS.has(key)) return '; it belongs into the "expect" at the head of the script';
  if (has('cross_recipient') && FRAME_KEYS.has(key)) return '; it belongs into the "expect" of a step';
  if (isStep && REPEAT_KEYS.has(key)) return `; it belongs into "repeat": repeat: {${key}: …}`;
  if (!isHead && OF_HEADS.has(key)) return '; it belongs to the head of the script';
  if (!isHead && !isStep && key === 'expect')
    return '; it belongs to a step, beside what it does, or to the head of the script';
  if (!isHead && !isStep && OF_STEPS.has(key)) return '; it belongs to the step, beside what it does';
  if (!OF_PAYLOADS.has(key)) return undefined;
  const member = `{${key === 'secret' ? 'text: …, ' : ''}${key}: …}`;
  if (has('payload')) return `; it belongs into the payload: payload: ${member}`;
  if (has('writes')) return `; it belongs into the data of a write: writes: [{at: 14, data: ${member}}]`;
  if (has('data') && has('at')) return `; it belongs into the data: data: ${member}`;
  return `; it belongs into a payload: payload: ${member}`;
}

const STEP_KEYS: ReadonlySet<string> = new Set([...ACTION_KEYS, 'after', 'at']);
const REPEAT_KEYS: ReadonlySet<string> = new Set(['count', 'as', 'every', 'steps']);
const RUN_KEYS: ReadonlySet<string> = new Set([...RUN_COUNT_KEYS, 'secrets']);
const FRAME_KEYS: ReadonlySet<string> = new Set(STEP_EXPECT_KEYS);

/** Whether the mapping that `schema` is of, if it is of one, can have `key`. */
function hasKey(schema: unknown, key: string): boolean {
  const def = memberOf(memberOf(schema, '_zod'), 'def');
  if (def === undefined) return false;
  const shape = memberOf(def, 'shape');
  if (isMapping(shape)) return Object.hasOwn(shape, key);
  const options = memberOf(def, 'options');
  return (
    hasKey(memberOf(def, 'innerType'), key) || (Array.isArray(options) && options.some((o) => hasKey(o, key)))
  );
}
