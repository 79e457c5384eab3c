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

  test('that is damaged gives pieces as they were, or none, or is an error', () => {
    fc.assert(
      fc.property(
        pieces,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (given, at, change, isCut) => {
          const whole = packed(given);
          const damaged = Buffer.from(isCut ? whole.subarray(0, at % whole.length) : whole);
          const byte = at % whole.length;
          if (!isCut) damaged[byte] = (damaged[byte] ?? 0) ^ change;
          writeFileSync(file, damaged);
          let reader: PackReader;
          try {
            reader = new PackReader(file);
          } catch {
            return;
          }
          for (const [name, piece] of given) {
            const read = reader.read(name);
            if (read !== undefined) expect(Buffer.from(read)).toEqual(piece);
          }
          reader.close();
        },
      ),
    );
  });

  test('that is not there, or none, is an error', () => {
    writeFileSync(file, packed(new Map([['a', Buffer.alloc(20, 1)]])).subarray(0, 10));
    expect(() => new PackReader(file)).toThrow('Cannot read a pack: it is damaged at byte');
    expect(() => new PackReader(path.join(folder, 'none'))).toThrow('ENOENT');
  });
});
