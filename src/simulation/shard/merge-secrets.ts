import type { Recipient, SecretAccount, SecretReach } from '../../audit/findings.ts';
import type { SecretExtents } from '../../audit/secret-accounts.ts';

/** Of a reach, this many frames are told by number. */
const FIRST_FRAMES = 20;

/** The secrets of one shard. */
export interface ShardSecrets {
  accounts: readonly SecretAccount[];
  extents: readonly SecretExtents[];
}

/** Joins what became of secrets in the shards of a run, given in their order. */
export function mergeSecrets(shards: readonly ShardSecrets[]): SecretAccount[] {
  const [first] = shards;
  return (first?.accounts ?? []).map(({ name, length }, i) => {
    const join = (way: 'sentTo' | 'disclosedTo'): SecretReach[] =>
      mergeReaches(
        shards.flatMap(({ accounts, extents }) =>
          (accounts[i]?.[way] ?? []).map((reach, j) => ({ reach, extents: extents[i]?.[way][j] ?? [] })),
        ),
      );
    return { name, length, sentTo: join('sentTo'), disclosedTo: join('disclosedTo') };
  });
}

function mergeReaches(parts: readonly { reach: SecretReach; extents: readonly number[] }[]): SecretReach[] {
  const joined = new Map<string, { reach: SecretReach; extents: number[] }>();
  for (const { reach, extents } of parts) {
    const key = recipientKey(reach.recipient);
    const known = joined.get(key);
    if (known === undefined) {
      joined.set(key, { reach: structuredClone(reach), extents: [...extents] });
      continue;
    }
    known.extents = union(known.extents, extents);
    known.reach.totalBytes += reach.totalBytes;
    known.reach.frames += reach.frames;
    known.reach.firstFrames = [...known.reach.firstFrames, ...reach.firstFrames].slice(0, FIRST_FRAMES);
  }
  return [...joined.values()].map(({ reach, extents }) => ({ ...reach, bytes: lengthOf(extents) }));
}

/** @returns a text that only this recipient has */
export function recipientKey({ kind, address, host }: Recipient): string {
  return host === undefined ? `${kind} ${address}` : `host ${host}`;
}

/** @returns the stretches that are in one of the two, or in both: begin and end, pair after pair */
export function union(a: readonly number[], b: readonly number[]): number[] {
  const pairs = [...pairsOf(a), ...pairsOf(b)].sort(([x], [y]) => x - y);
  const joined: number[] = [];
  for (const [begin, end] of pairs) {
    const last = joined.at(-1);
    if (last === undefined || begin > last) joined.push(begin, end);
    else joined[joined.length - 1] = Math.max(last, end);
  }
  return joined;
}

function lengthOf(stretches: readonly number[]): number {
  return pairsOf(stretches).reduce((sum, [begin, end]) => sum + end - begin, 0);
}

function pairsOf(stretches: readonly number[]): [begin: number, end: number][] {
  const pairs: [number, number][] = [];
  for (let i = 0; i + 1 < stretches.length; i += 2) pairs.push([stretches[i] ?? 0, stretches[i + 1] ?? 0]);
  return pairs;
}
