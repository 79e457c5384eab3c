import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ReceivePage, ReceivePages, TooManyPages } from '../../src/netchannel/receive-pages.ts';

test('pages are taken in the order in which they were added, however often that goes round', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { maxLength: 100 }), (steps) => {
      const pages = new ReceivePages();
      const waiting: ReceivePage[] = [];
      let next = 0;
      for (const step of steps) {
        for (let i = 0; i < step && waiting.length < 256; i++) {
          const page = { id: next++, gref: 10 * next };
          pages.add(page.id, page.gref);
          waiting.push(page);
        }
        for (let i = 0; i > step && waiting.length > 0; i--) expect(pages.take()).toEqual(waiting.shift());
        expect(pages.count).toBe(waiting.length);
      }
    }),
  );
});

test('several come in reverse', () => {
  const pages = new ReceivePages();
  for (const id of [1, 2, 3, 4]) pages.add(id, id + 10);
  expect(pages.takeMany(3).map(({ id }) => id)).toEqual([3, 2, 1]);
  expect(pages.take()).toEqual({ id: 4, gref: 14 });
});

test('there is an end to them', () => {
  const pages = new ReceivePages();
  expect(() => pages.take()).toThrow(new RangeError('Cannot take a receive page: there is none'));
  for (let id = 0; id < 256; id++) pages.add(id, id);
  expect([pages.take().id, pages.take().id]).toEqual([0, 1]);
  // More than an honest netfront can give; they stay in their order.
  for (let id = 256; id < 65_538; id++) pages.add(id, 9);
  expect(pages.take().id).toBe(2);
  pages.add(1, 1);
  expect(() => pages.add(2, 2)).toThrow(
    new TooManyPages('Cannot keep an RX request: 65536 wait to be used, and all are kept'),
  );
});
