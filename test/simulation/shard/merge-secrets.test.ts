import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Recipient, SecretReach } from '../../../src/audit/findings.ts';
import { mergeSecrets, type ShardSecrets, union } from '../../../src/simulation/shard/merge-secrets.ts';

const stretches = fc
  .uniqueArray(fc.nat(40), { maxLength: 10 })
  .map((list) => list.sort((a, b) => a - b).slice(0, list.length & ~1));

function bytesOf(list: readonly number[]): number[] {
  return Array.from({ length: 41 }, (_, i) => i).filter(
    (i) => list.filter((end) => end <= i).length % 2 === 1,
  );
}

test('a union has the bytes of both, and neighbours are one', () => {
  fc.assert(
    fc.property(stretches, stretches, (a, b) => {
      const both = union(a, b);
      expect(bytesOf(both)).toEqual(
        bytesOf(a)
          .concat(bytesOf(b))
          .filter((x, i, all) => all.indexOf(x) === i)
          .sort((x, y) => x - y),
      );
      expect(both.every((value, i) => i === 0 || value > (both[i - 1] ?? -1))).toBe(true);
    }),
  );
});

test('what a host got by several addresses is joined, with the first address', () => {
  const reach = (recipient: Recipient, frame: number): SecretReach => ({
    recipient,
    bytes: 2,
    totalBytes: 2,
    frames: 1,
    firstFrame: frame,
    firstFrames: [frame],
  });
  const shard = (recipient: Recipient, frame: number, extents: number[]): ShardSecrets => ({
    accounts: [{ name: 'key', length: 9, sentTo: [], disclosedTo: [reach(recipient, frame)] }],
    extents: [{ sentTo: [], disclosedTo: [extents] }],
  });
  const byIp: Recipient = { kind: 'ipv4', address: '10.0.0.11', host: 'bob' };
  const byMac: Recipient = { kind: 'mac', address: '02:00:0a:00:00:0b', host: 'bob' };
  const { host: _, ...stranger } = byMac;
  const merged = mergeSecrets([shard(byIp, 1, [0, 2]), shard(byMac, 5, [1, 3]), shard(stranger, 9, [1, 3])]);
  expect(merged[0]?.disclosedTo).toEqual([
    { recipient: byIp, bytes: 3, totalBytes: 4, frames: 2, firstFrame: 1, firstFrames: [1, 5] },
    reach(stranger, 9),
  ]);
});
