import { describe, expect, test } from 'vitest';
import { SharedPagePool } from '../../src/netchannel/shared-page-pool.ts';
import { BlocksById, BlocksByPage } from '../../src/netchannel/waiting-blocks.ts';
import { GrantTable } from '../../src/xen/grant-table.ts';
import { MachineMemory } from '../../src/xen/memory.ts';

describe('ids of blocks', () => {
  test('are found once', () => {
    const waiting = new BlocksById();
    expect(waiting.add(5)).toBe(5);
    expect([waiting.take(4), waiting.take(5), waiting.take(5), waiting.take(70_000)]).toEqual([
      -1, 5, -1, -1,
    ]);
  });
});

describe('ids of pages', () => {
  test('find the newer block of a page first, whichever was answered', () => {
    const pool = new SharedPagePool(new MachineMemory(4), new GrantTable(1), 0);
    const blocks = [pool.take(), pool.take(), pool.take()];
    const waiting = new BlocksByPage(pool);
    const ids = blocks.map((block) => waiting.add(block));
    expect(ids).toEqual([8, 8, 9]);
    expect([waiting.take(8), waiting.take(9), waiting.take(8), waiting.take(8)]).toEqual([1, 2, 0, -1]);
  });

  test('tell what waits', () => {
    const pool = new SharedPagePool(new MachineMemory(4), new GrantTable(1), 0);
    const waiting = new BlocksByPage(pool);
    waiting.add(pool.take());
    const told: number[] = [];
    waiting.describeState((value) => told.push(value));
    expect(told).toEqual([8, 0]);
  });
});
