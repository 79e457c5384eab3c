import { describe, expect, test } from 'vitest';
import { BlockAudit } from '../../src/audit/block-audit.ts';
import { StaleRanges } from '../../src/audit/stale-ranges.ts';
import { WriteRecords } from '../../src/audit/write-records.ts';
import { FootprintTree } from '../../src/wire/footprint.ts';

const TREE = new FootprintTree();
const NOTHING = TREE.root;
/** All of the first 60 bytes but one. */
const GAPPED = TREE.after(TREE.after(NOTHING, 0, 15), 16, 60);
const SHORT = TREE.after(NOTHING, 0, 20);

function setUp() {
  const records = new WriteRecords();
  const block = new BlockAudit(records);
  block.clear();
  /** A write that is sent and dealt with. */
  const write = (number: number, footprint = GAPPED) => {
    block.current = block.fill(number, 0, footprint);
    const record = block.current;
    block.settle();
    return record;
  };
  /** Which writes the first `length` bytes are stale from, for a frame of the write with this record. */
  const staleFrom = (record: ReturnType<typeof write>, length = 60): number[] => {
    const stale = new StaleRanges(records);
    stale.scan(block.provenance, length, record);
    return stale.ranges.slice(0, stale.count).map(({ source }) => source.write);
  };
  return { records, block, write, staleFrom };
}

describe('a write of the same bytes as the last', () => {
  test('takes its record over', () => {
    const { records, write, staleFrom } = setUp();
    const first = write(1);
    expect(write(2)).toBe(first);
    expect([first.write, records.live, staleFrom(first)]).toEqual([2, 1, []]);
  });

  test('takes a record of its own if something else refers to the last', () => {
    const { records, block, write, staleFrom } = setUp();
    const first = write(1);
    first.uses++;
    const second = write(2);
    expect(second).not.toBe(first);
    expect([first.write, second.write, staleFrom(second)]).toEqual([1, 2, []]);
    records.drop(first.id);
    expect(records.live).toBe(1);
    expect(block.provenance.count).toBe(4);
  });

  test('takes a record of its own if there was another write in between', () => {
    const { write, staleFrom } = setUp();
    write(1);
    write(2, SHORT);
    const third = write(3);
    expect([third.write, staleFrom(third)]).toEqual([3, [2]]);
  });

  test('takes a record of its own if bytes were copied to the block in between', () => {
    const { records, block, write, staleFrom } = setUp();
    const first = write(1);
    records.drop(block.copy(60, 2, 0, 0).id);
    expect(staleFrom(write(3))).toEqual([2]);
    expect(records.live).toBe(2);
    expect(first.uses).toBeGreaterThan(0);
  });

  test('finds nothing stale if the block was zeroed in between, and what it wrote before otherwise', () => {
    const { block, write, staleFrom } = setUp();
    write(1, TREE.after(NOTHING, 0, 100));
    expect(staleFrom(write(2))).toEqual([1]);
    block.clear();
    expect(staleFrom(write(3))).toEqual([]);
    block.clear();
    expect(staleFrom(write(4), 100)).toEqual([]);
    expect(staleFrom(write(5), 100)).toEqual([]);
  });
});

test('of writes that write nothing, each has a record of its own', () => {
  const { records, block, write } = setUp();
  write(1, NOTHING);
  const second = block.fill(2, 0, NOTHING);
  const third = new BlockAudit(records).fill(3, 0, GAPPED);
  expect(third).not.toBe(second);
  expect([second.write, third.write, records.live]).toEqual([2, 3, 2]);
});
