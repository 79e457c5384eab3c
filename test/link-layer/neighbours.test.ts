import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Neighbours } from '../../src/link-layer/neighbours.ts';

const address = fc.oneof(
  fc.uint8Array({ minLength: 4, maxLength: 4 }),
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
);
const mac = fc.uint8Array({ minLength: 6, maxLength: 6 });

/** The address somewhere in memory that is not clean. */
function viewOf(bytes: Uint8Array): DataView {
  const memory = new Uint8Array(24).fill(0xa5);
  memory.set(bytes, 3);
  return new DataView(memory.buffer);
}

const versionOf = (bytes: Uint8Array): 4 | 6 => (bytes.length === 4 ? 4 : 6);

test('of each address the last one is known, or nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(address, mac), { maxLength: 60 }), address, (noted, unknown) => {
      const neighbours = new Neighbours();
      const last = new Map<string, string>();
      for (const [ip, its] of noted) {
        neighbours.note(viewOf(ip), 3, versionOf(ip), its);
        last.set(ip.join(), its.join());
        const found = neighbours.find(viewOf(ip), 3, versionOf(ip));
        expect(neighbours.macs.subarray(found, found + 6)).toEqual(its);
      }
      for (const [ip] of noted) {
        const found = neighbours.find(viewOf(ip), 3, versionOf(ip));
        if (found >= 0) expect(neighbours.macs.subarray(found, found + 6).join()).toBe(last.get(ip.join()));
      }
      if (!last.has(unknown.join())) expect(neighbours.find(viewOf(unknown), 3, versionOf(unknown))).toBe(-1);
    }),
  );
});

test('an IPv4 address is no IPv6 address that begins with it', () => {
  const neighbours = new Neighbours();
  const ip = new Uint8Array(16);
  ip[3] = 7;
  neighbours.note(viewOf(ip.subarray(0, 4)), 3, 4, Uint8Array.of(1, 2, 3, 4, 5, 6));
  expect(neighbours.find(viewOf(ip), 3, 6)).toBe(-1);
});
