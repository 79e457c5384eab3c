import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BLOCK_SIZE, blocksNeeded, SharedPagePool } from '../../src/netchannel/shared-page-pool.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';
import { GrantError, GrantTable } from '../../src/xen/grant-table.ts';
import { MachineMemory, PAGE_SIZE } from '../../src/xen/memory.ts';

const BACKEND = 3;

function newPool(): { pool: SharedPagePool; grants: GrantTable; memory: MachineMemory } {
  const memory = new MachineMemory(130);
  const grants = new GrantTable(1);
  return { pool: new SharedPagePool(memory, grants, BACKEND), grants, memory };
}

test('a page gives two blocks, the first half at once and the second next', () => {
  const { pool, grants } = newPool();
  expect(pool.empty).toBe(true);
  expect([pool.take(), pool.empty, pool.freeBlocks()]).toEqual([0, false, [1]]);
  expect([pool.take(), pool.empty, pool.take()]).toEqual([1, true, 2]);
  expect([...pool.gref.subarray(0, 4)]).toEqual([8, 8, 9, 9]);
  expect([...pool.offset.subarray(0, 4)]).toEqual([0, BLOCK_SIZE, 0, BLOCK_SIZE]);
  expect(grants.map(BACKEND, 9, false)).toBe(pool.address[2]);
  expect(pool.address[3]).toBe((pool.address[2] ?? 0) + BLOCK_SIZE);
  expect([pool.nextId, pool.inUse]).toEqual([4, 3]);
});

test('pages are granted read-only, and to the backend alone', () => {
  const { pool, grants } = newPool();
  pool.take();
  expect(() => grants.map(BACKEND, 8, true)).toThrow(GrantError);
  expect(() => grants.map(BACKEND + 1, 8, false)).toThrow(GrantError);
});

test('a new page is zeroed, a block that comes back is not', () => {
  const { pool, memory } = newPool();
  memory.bytes.fill(0xa5);
  const block = pool.take();
  const address = pool.address[block] ?? 0;
  expect(memory.bytes.subarray(address, address + PAGE_SIZE).every((byte) => byte === 0)).toBe(true);
  memory.bytes[address] = 7;
  pool.put(block);
  expect(pool.take()).toBe(block);
  expect(memory.bytes[address]).toBe(7);
});

test('the block that came back last is taken first; only an empty list makes the pool grow', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(), { nil: undefined }), { maxLength: 100 }), (steps) => {
      const { pool } = newPool();
      const free: number[] = [];
      const taken: number[] = [];
      let next = 0;
      for (const step of steps) {
        if (step === undefined) {
          let expected = free.pop();
          if (expected === undefined) {
            expected = next;
            free.push(next + 1);
            next += 2;
          }
          expect(pool.take()).toBe(expected);
          taken.push(expected);
        } else if (taken.length > 0) {
          const [back = 0] = taken.splice(step % taken.length, 1);
          pool.put(back);
          free.push(back);
        }
        expect(pool.freeBlocks()).toEqual([...free].reverse());
        expect([pool.nextId, pool.inUse]).toEqual([next, taken.length]);
      }
    }),
  );
});

test('there are 256 blocks and no more', () => {
  const { pool } = newPool();
  expect(Array.from({ length: 256 }, () => pool.take())).toEqual(Array.from({ length: 256 }, (_, i) => i));
  expect(() => pool.take()).toThrow(new RangeError('Cannot take a block: all 256 are in use'));
  pool.put(77);
  expect(pool.take()).toBe(77);
});

describe('shutdown', () => {
  test('lets no more blocks out, and un-grants the pages when the last one is back', () => {
    const { pool, grants, memory } = newPool();
    const blocks = [pool.take(), pool.take(), pool.take()];
    pool.shutdown();
    expect(() => pool.take()).toThrow(new CannotWrite('Cannot take a block: the pool was shut down'));
    for (const block of blocks) {
      expect(grants.map(BACKEND, 8, false)).toBe(pool.address[0]);
      grants.unmap(8);
      pool.put(block);
    }
    for (const gref of [8, 9]) expect(() => grants.map(BACKEND, gref, false)).toThrow(GrantError);
    expect(Array.from({ length: 130 }, () => memory.allocatePage())).toHaveLength(130);
    // In the order of the free list: the block that came back last is its first.
    expect(Array.from({ length: 2040 }, () => grants.get()).slice(-2)).toEqual([9, 8]);
  });

  test('takes effect at once when no block is out', () => {
    const { pool, grants } = newPool();
    pool.put(pool.take());
    pool.shutdown();
    expect(() => grants.map(BACKEND, 8, false)).toThrow(GrantError);
    expect(pool.freeBlocks()).toEqual([]);
  });
});

test.each([
  [0, 0],
  [1, 1],
  [2048, 1],
  [2049, 2],
  [4096, 2],
  [65535, 32],
])('a frame of %i bytes needs %i blocks', (bytes, blocks) => {
  expect(blocksNeeded(bytes)).toBe(blocks);
});
