import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { PackReader, packed } from '../../../src/cli/launch/pack.ts';

const pieces = fc
  .array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.uint8Array({ maxLength: 40 })))
  .map((rows) => new Map(rows.map(([name, bytes]) => [name, Buffer.from(bytes)])));

describe('a pack', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'netchannel-sim-pack-'));
  const file = path.join(folder, 'pack');

  afterAll(() => rmSync(folder, { recursive: true }));

  test('gives pieces by their names, in any order, and none of another name', () => {
    fc.assert(
      fc.property(pieces, fc.array(fc.nat()), (given, order) => {
        writeFileSync(file, packed(given));
        const reader = new PackReader(file);
        const names = [...given.keys()];
        for (const name of [...names, ...order.map((at) => names[at % names.length] ?? 'none')]) {
          const piece = reader.read(name);
          expect(piece === undefined ? undefined : Buffer.from(piece)).toEqual(given.get(name));
          if (piece !== undefined) expect(piece.byteOffset % 8).toBe(0);
        }
        expect(reader.read(`${names.join()} another`)).toBeUndefined();
        reader.close();
      }),
    );
  });

  test('that is cut short, or not there, is an error', () => {
    const whole = packed(new Map([['a', Buffer.alloc(20, 1)]]));
    // The last four bytes only fill up.
    writeFileSync(file, whole.subarray(0, -4));
    new PackReader(file).close();
    writeFileSync(file, whole.subarray(0, -5));
    expect(() => new PackReader(file)).toThrow(`Cannot read a pack: it has ${whole.length - 4} bytes`);
    writeFileSync(file, whole.subarray(0, 10));
    expect(() => new PackReader(file)).toThrow('it ends before byte');
    expect(() => new PackReader(path.join(folder, 'none'))).toThrow('ENOENT');
  });
});
