import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GrantError, GrantRefused, GrantTable } from '../../src/xen/grant-table.ts';
import { PAGE_SIZE } from '../../src/xen/memory.ts';

/** Every reference that a table has, in the order in which it gives them out. */
const ALL = Array.from({ length: 2040 }, (_, i) => 8 + i);

describe('free references', () => {
  test('are 8 to 2047, in order, and then there are none', () => {
    const table = new GrantTable(1);
    expect(ALL.map(() => table.get())).toEqual(ALL);
    expect(() => table.get()).toThrow(new GrantError('Cannot get a grant reference: all are in use'));
    table.put(100);
    table.put(50);
    expect([table.get(), table.get()]).toEqual([100, 50]);
  });

  test('several at once come in reverse', () => {
    const table = new GrantTable(1);
    table.get();
    const into = new Uint16Array(5);
    table.getMany(4, into);
    expect([...into]).toEqual([12, 11, 10, 9, 0]);
    expect(table.get()).toBe(13);
  });

  test('queue first-in first-out, however often the queue goes around', () => {
    const step = fc.oneof(
      fc.record({ get: fc.integer({ min: 1, max: 1500 }) }),
      fc.record({ put: fc.integer({ min: 1, max: 1500 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const table = new GrantTable(1);
        const free = [...ALL];
        const taken: number[] = [];
        for (const one of steps) {
          if ('get' in one) {
            const expected = free.splice(0, one.get);
            expect(expected.map(() => table.get())).toEqual(expected);
            taken.push(...expected);
          } else {
            for (const reference of taken.splice(-one.put)) {
              table.put(reference);
              free.push(reference);
            }
          }
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('access', () => {
  function granted(writable: boolean): GrantTable {
    const table = new GrantTable(1);
    table.grantAccess(8, 3, 7, writable);
    return table;
  }

  test('leads to the page', () => {
    expect(granted(true).map(3, 8, true)).toBe(7 * PAGE_SIZE);
    expect(granted(false).map(3, 8, false)).toBe(7 * PAGE_SIZE);
  });

  test('needs the right reference, domain and mode', () => {
    const table = granted(false);
    for (const wrong of [9, 0, 5000]) {
      expect(() => table.map(3, wrong, false)).toThrow(
        new GrantError(`Cannot map grant reference ${wrong} of domain 1: it grants nothing`),
      );
    }
    expect(() => table.map(0, 8, false)).toThrow(
      new GrantError('Cannot map grant reference 8 of domain 1: it is granted to domain 3, not 0'),
    );
    expect(() => table.map(3, 8, true)).toThrow(
      new GrantError('Cannot map grant reference 8 of domain 1 for writing: it is granted read-only'),
    );
    expect(table.mappingsOf(8)).toBe(0);
  });

  test('is granted once, until it is ended', () => {
    const table = granted(true);
    expect(() => table.grantAccess(8, 3, 9, true)).toThrow(
      new GrantError('Cannot grant access with grant reference 8: it is in use'),
    );
    expect(table.endAccess(8)).toBe(7);
    expect(() => table.map(3, 8, false)).toThrow(GrantError);
    expect(() => table.endAccess(8)).toThrow(
      new GrantError('Cannot end access with grant reference 8: it grants nothing'),
    );
    table.grantAccess(8, 4, 9, false);
    expect(table.map(4, 8, false)).toBe(9 * PAGE_SIZE);
    expect(() => table.map(4, 8, true)).toThrow(GrantError);
  });

  test('can be ended under a peer that has the page mapped, as before 1.10.2 (MSA02)', () => {
    const table = granted(true);
    table.map(3, 8, true);
    table.map(3, 8, false);
    expect(table.endAccess(8)).toBe(7);
    expect(table.mappingsOf(8)).toBe(2);
    table.unmap(8);
    table.unmap(8);
    expect(() => table.unmap(8)).toThrow(new GrantError('Cannot unmap grant reference 8: it is not mapped'));
  });
});

test('a copy maps nothing, and is checked as a map is', () => {
  const table = new GrantTable(1);
  table.grantAccess(20, 0, 3, false);
  expect(table.copy(0, 20, false)).toBe(3 * 4096);
  expect([table.copies, table.maps, table.mappings]).toEqual([1, 0, 0]);
  expect(() => table.copy(0, 20, true)).toThrow('it is granted read-only');
  expect(() => table.copy(0, 21, false)).toThrow('it grants nothing');
});

test('the hypervisor refuses as many maps and copies as it is told to', () => {
  const table = new GrantTable(1);
  table.grantAccess(20, 0, 3, false);
  table.refuse(2);
  expect(() => table.map(0, 20, false)).toThrow(
    new GrantRefused('Cannot map grant reference 20: the hypervisor refuses'),
  );
  expect(() => table.copy(0, 20, false)).toThrow('Cannot copy grant reference 20: the hypervisor refuses');
  expect([table.map(0, 20, false), table.maps, table.mappings]).toEqual([3 * 4096, 2, 1]);
});
