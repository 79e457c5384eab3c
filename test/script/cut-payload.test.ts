import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StepCursor } from '../../src/script/cursor.ts';
import { cut, fillerNumbering } from '../../src/script/cut-payload.ts';
import {
  concatenate,
  type PayloadPiece,
  type PayloadSource,
  payloadLength,
} from '../../src/script/payload.ts';
import type { PlannedStep, Script } from '../../src/script/script.ts';
import { MARK_WORDS, SecretMarks } from '../../src/wire/secret-marks.ts';
import { bytesOf } from '../support/step-payloads.ts';

/** What each of `sources`, as the payload of a step, yields in each of `times` repetitions; all steps are at one site. */
function yielded(sources: readonly PayloadSource[], times: number): Buffer[][] {
  const site = { index: 3, label: '', line: 1 };
  const steps = sources.map(
    (source): PlannedStep => ({
      kind: 'step',
      site,
      indexed: [],
      build: (place) => ({
        kind: 'send',
        site,
        packet: { kind: 'raw', size: 0, returns: 0, writes: [{ at: 0, data: place(source) }] },
      }),
    }),
  );
  const script = { seed: 5, steps: [{ kind: 'repeat', count: times, steps }] } as unknown as Script;
  const cursor = new StepCursor(script);
  return Array.from({ length: times }, () =>
    sources.map(() => {
      const step = cursor.next();
      if (step?.kind !== 'send' || step.packet.kind !== 'raw') throw new Error('Expected a raw frame');
      const data = step.packet.writes[0]?.data;
      if (data === undefined) throw new Error('Expected a write');
      return bytesOf(data);
    }),
  );
}

const piece: fc.Arbitrary<PayloadPiece> = fc.oneof(
  fc.uint8Array({ maxLength: 30 }).map((bytes): PayloadPiece => ({ kind: 'fixed', bytes })),
  fc.integer({ min: 1, max: 60 }).map((length): PayloadPiece => ({ kind: 'filler', length })),
  fc.integer({ min: 1, max: 20 }).map((length): PayloadPiece => ({ kind: 'counter', length })),
);

const markedPiece: fc.Arbitrary<PayloadPiece> = fc
  .tuple(piece, fc.nat({ max: 60 }), fc.nat({ max: 60 }), fc.nat({ max: 3 }))
  .map(([source, a, b, secret]) => {
    const marks = new SecretMarks();
    const length = payloadLength(source);
    marks.add(Math.min(a, b, length), Math.min(Math.max(a, b), length), secret, 100);
    return { ...source, marks };
  });

/** Of each byte that `sources` yield one after another: which byte of which secret it is, if it is one. */
function secretBytes(sources: readonly PayloadSource[]): (string | undefined)[] {
  const bytes: (string | undefined)[] = [];
  for (const source of sources) {
    for (const part of source.kind === 'mixed' ? source.parts : [source]) {
      const at = bytes.length;
      bytes.length += payloadLength(part);
      const { words, count } = part.marks ?? new SecretMarks();
      for (let i = 0; i < count; i++) {
        const [start = 0, end = 0, secret = 0, position = 0] = words.subarray(MARK_WORDS * i);
        for (let k = start; k < end; k++) bytes[at + k] = `${secret}:${position + k - start}`;
      }
    }
  }
  return bytes;
}

describe('the parts of a payload', () => {
  test('have together the secret bytes that the whole has', () => {
    fc.assert(
      fc.property(
        fc.array(markedPiece, { maxLength: 5 }),
        fc.integer({ min: 1, max: 40 }),
        (pieces, size) => {
          const whole = concatenate(pieces);
          expect(secretBytes(cut(whole, size))).toEqual(secretBytes(pieces));
        },
      ),
    );
  });

  test('yield together what the whole yields, in every repetition', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 300 }),
        (pieces, size, times) => {
          const source = fillerNumbering()(concatenate(pieces));
          const parts = cut(source, size);
          const whole = yielded([source], times).map((one) => Buffer.concat(one).toString('hex'));
          const together = yielded(parts, times).map((one) => Buffer.concat(one).toString('hex'));
          expect(together).toEqual(whole);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('are as long as was asked for, but for the last', () => {
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 1, max: 40 }), (pieces, size) => {
        const source = concatenate(pieces);
        const lengths = cut(source, size).map(payloadLength);
        const length = payloadLength(source);
        const whole = Array<number>(Math.floor(length / size)).fill(size);
        expect(lengths).toEqual(length % size === 0 ? whole : [...whole, length % size]);
      }),
    );
  });

  test('share the bytes of what is fixed', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5);
    const parts = cut({ kind: 'fixed', bytes }, 2);
    expect(parts.map((part) => part.kind === 'fixed' && part.bytes.buffer === bytes.buffer)).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('keep whatever else a piece says of itself', () => {
    const marked = { kind: 'filler', length: 5, ordinal: 2, told: 'x' } as const;
    expect(cut(marked, 3)).toEqual([
      { kind: 'filler', length: 3, ordinal: 2, skip: 0, told: 'x' },
      { kind: 'filler', length: 2, ordinal: 2, skip: 3, told: 'x' },
    ]);
  });

  test('of a wide counter take no memory for digits that stay zero', () => {
    const parts = cut({ kind: 'counter', length: 2_000 }, 1);
    expect(parts).toHaveLength(2_000);
    expect(parts.filter(({ kind }) => kind === 'counter')).toHaveLength(8);
    expect(Buffer.concat(yielded(parts, 257)[256] ?? []).toString('hex')).toMatch(/^0{3996}0100$/);
  });

  test('can be cut again', () => {
    const source = fillerNumbering()(
      concatenate([
        { kind: 'filler', length: 50 },
        { kind: 'counter', length: 9 },
      ]),
    );
    const again = cut(source, 13).flatMap((part) => cut(part, 5));
    expect(yielded(again, 3).map((one) => Buffer.concat(one))).toEqual(
      yielded([source], 3).map((one) => Buffer.concat(one)),
    );
  });

  test('cannot be made of text with loop indexes', () => {
    const source: PayloadSource = { kind: 'text', parts: [{ level: 0, digits: 2 }], length: 2 };
    expect(() => cut(source, 1)).toThrow(
      new TypeError('Cannot cut text with loop indexes: its length is not always the same'),
    );
  });
});

test('fillers that are numbered together are not the same bytes', () => {
  const numbered = fillerNumbering();
  const filler: PayloadSource = { kind: 'filler', length: 32 };
  const sources = [numbered(filler), numbered(concatenate([filler, filler])), filler];
  const [[first, second, unnumbered] = []] = yielded(sources, 1);
  const three = [first, second?.subarray(0, 32), second?.subarray(32)].map((bytes) => bytes?.toString('hex'));
  expect(new Set(three).size).toBe(3);
  // One that has no number counts from the beginning of its step.
  expect(unnumbered).toEqual(first);
});
