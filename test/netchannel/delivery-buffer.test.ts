import { expect, test } from 'vitest';
import { DeliveryBuffer } from '../../src/netchannel/delivery-buffer.ts';
import { ListenDied, MessageBatch } from '../../src/netchannel/messages.ts';
import { MachineMemory } from '../../src/xen/memory.ts';
import { hex } from '../support/hex.ts';

const MEMORY = new MachineMemory(3);
MEMORY.bytes.set(MEMORY.bytes.map((_, i) => i >>> 4));

const LEAVES = (size: number, offset: number) =>
  new ListenDied(`Cannot copy a fragment: ${size} bytes at offset ${offset} leave the page or the frame`);

test('fragments are put together in order', () => {
  const messages = new MessageBatch();
  const delivery = new DeliveryBuffer('rx', messages);
  for (const [first, length] of [
    [0, 6],
    [5, 4],
  ] as const) {
    delivery.open(length, 16);
    delivery.append(MEMORY, 4096, 15, length - 2);
    delivery.append(MEMORY, 0, 4094, 2);
    const frame = delivery.close(first, first + 2);
    expect(hex(frame.bytes, frame.offset, frame.offset + frame.length)).toBe(
      `00${'01'.repeat(length - 3)}${'ffff'}`,
    );
    expect(frame).toMatchObject({ direction: 'rx', messages, first, end: first + 2 });
    expect(frame.view.buffer).toBe(frame.bytes.buffer);
  }
});

test('a fragment that leaves its page is refused', () => {
  const delivery = new DeliveryBuffer('tx', new MessageBatch());
  delivery.open(5000, 2);
  expect(() => delivery.append(MEMORY, 0, 1, 4096)).toThrow(LEAVES(4096, 1));
  expect(() => delivery.append(MEMORY, 0, 4096, 1)).toThrow(LEAVES(1, 4096));
  delivery.append(MEMORY, 0, 4096, 0);
  expect(delivery.close(0, 1).length).toBe(0);
});

test('a fragment that leaves the frame is refused', () => {
  const delivery = new DeliveryBuffer('tx', new MessageBatch());
  delivery.open(10, 2);
  delivery.append(MEMORY, 0, 0, 6);
  expect(() => delivery.append(MEMORY, 0, 0, 5)).toThrow(LEAVES(5, 0));
  delivery.append(MEMORY, 0, 0, 4);
  expect(delivery.close(0, 2).length).toBe(10);
});

test('a frame of one fragment is seen where it lies', () => {
  const delivery = new DeliveryBuffer('tx', new MessageBatch());
  delivery.open(6, 2);
  delivery.append(MEMORY, 4096, 15, 6);
  const frame = delivery.close(0, 1);
  expect(frame).toMatchObject({ offset: 4096 + 15, length: 6 });
  expect(frame.bytes).toBe(MEMORY.bytes);
  expect(frame.view).toBe(MEMORY.view);
});
