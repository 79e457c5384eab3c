import { expect, test } from 'vitest';
import { EventChannel } from '../../src/xen/event-channel.ts';

test('signals coalesce while one is pending', () => {
  const events = new EventChannel(5);
  expect(events.port).toBe(5);
  expect(events.pending).toBe(false);
  events.notifyBack();
  events.notifyBack();
  expect(events.pending).toBe(true);
  expect(events.takeAtBack()).toBe(true);
  expect(events.takeAtBack()).toBe(false);
  expect(events.pending).toBe(false);
  expect([events.sentToBack, events.sentToFront]).toEqual([2, 0]);
});

test('the two directions know nothing of each other', () => {
  const events = new EventChannel(1);
  events.notifyFront();
  expect(events.takeAtBack()).toBe(false);
  events.notifyBack();
  expect(events.takeAtFront()).toBe(true);
  expect(events.pending).toBe(true);
  expect(events.takeAtBack()).toBe(true);
  expect([events.sentToBack, events.sentToFront]).toEqual([1, 1]);
});

test('an event can be kept pending at the backend, with no signal sent', () => {
  const events = new EventChannel(1);
  events.keepAtBack();
  expect([events.isPendingAtBack, events.isPendingAtFront, events.sentToBack]).toEqual([true, false, 0]);
  expect(events.takeAtBack()).toBe(true);
});
