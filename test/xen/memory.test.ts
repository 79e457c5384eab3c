import { expect, test } from 'vitest';
import { Arena } from '../../src/simd/arena.ts';
import { MachineMemory, PAGE_SIZE } from '../../src/xen/memory.ts';

function page(memory: MachineMemory, frame: number): Set<number> {
  return new Set(memory.bytes.subarray(frame * PAGE_SIZE, (frame + 1) * PAGE_SIZE));
}

test('pages come in order, the one freed last first, until none is left', () => {
  const memory = new MachineMemory(3);
  expect([memory.allocatePage(), memory.allocatePage(), memory.allocatePage()]).toEqual([0, 1, 2]);
  expect(() => memory.allocatePage()).toThrow(
    new RangeError('Cannot allocate a page: the machine has no memory left'),
  );
  memory.freePage(0);
  memory.freePage(1);
  expect([memory.allocatePage(), memory.allocatePage()]).toEqual([1, 0]);
});

test('a page is zeroed when it is allocated, not when it is freed, and no other is', () => {
  const memory = new MachineMemory(3);
  memory.allocatePage();
  const frame = memory.allocatePage();
  memory.bytes.fill(0xa5);
  memory.freePage(frame);
  expect(page(memory, frame)).toEqual(new Set([0xa5]));
  expect(memory.allocatePage()).toBe(frame);
  expect(page(memory, frame)).toEqual(new Set([0]));
  expect(page(memory, frame - 1)).toEqual(new Set([0xa5]));
  expect(page(memory, frame + 1)).toEqual(new Set([0xa5]));
});

test('pages are zero in SIMD memory that another machine has left something in', () => {
  const arena = new Arena();
  const first = new MachineMemory(3, arena);
  const frames = [first.allocatePage(), first.allocatePage()];
  for (const frame of frames) first.bytes.fill(0xa5, frame * PAGE_SIZE, (frame + 1) * PAGE_SIZE);
  arena.dispose();
  const second = new MachineMemory(3, arena);
  for (const frame of frames) {
    expect(second.allocatePage()).toBe(frame);
    expect(page(second, frame)).toEqual(new Set([0]));
  }
  arena.dispose();
});

test('bytes and view are the same memory', () => {
  const memory = new MachineMemory(1);
  memory.view.setUint16(PAGE_SIZE - 2, 0x0102);
  expect([...memory.bytes.subarray(-2)]).toEqual([1, 2]);
});
