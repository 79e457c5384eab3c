import { describe, expect, test } from 'vitest';
import { ResponseFaults } from '../../src/netchannel/response-faults.ts';
import { CannotWrite } from '../../src/wire/cannot-write.ts';

describe('which request has which fault', () => {
  test('the first that waits takes the next one', () => {
    const held: number[] = [];
    const faults = new ResponseFaults((id) => held.push(id));
    faults.add('drop', 2);
    faults.add('error', 1);
    faults.add('drop', 1);
    faults.add('drop', 1);
    faults.add('delay', 2, 5);
    const taken = Array.from({ length: 9 }, (_, id) => faults.take(id));
    expect(taken).toEqual([
      ...['drop', 'drop', 'error', 'drop', 'drop', 'delay', 'delay'],
      undefined,
      undefined,
    ]);
    expect([faults.dropped, faults.refused, faults.delayed]).toEqual([4, 1, 2]);
    expect(held).toEqual([5, 6]);
  });

  test('no more than 1024 can wait', () => {
    const faults = new ResponseFaults(() => {});
    for (let i = 0; i < 1024; i++) faults.add(i % 2 === 0 ? 'drop' : 'error', 1);
    faults.add('error', 1_000_000_000);
    expect(() => faults.add('drop', 1)).toThrow(
      new CannotWrite('Cannot inject the fault: 1024 wait for requests already'),
    );
  });
});
