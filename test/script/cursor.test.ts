import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadScript, type Step, StepCursor } from '../../src/script/index.ts';
import type { ByteRange } from '../../src/wire/bytes.ts';

function cursor(text: string, seed?: number): StepCursor {
  return new StepCursor(loadScript(text, 'x.yaml'), seed);
}

function payload(step: Step | undefined): ByteRange {
  if (step?.kind !== 'send' || !('payload' in step.packet))
    throw new Error('Expected a packet with a payload');
  return step.packet.payload;
}

const hexOf = ({ bytes, offset, length }: ByteRange): string =>
  Buffer.from(bytes.subarray(offset, offset + length)).toString('hex');

/** Payloads of the first `count` steps, in hexadecimal digits. */
function payloads(from: StepCursor, count: number): string[] {
  return Array.from({ length: count }, () => hexOf(payload(from.next())));
}

const ping = (value: string): string => `{ping: {to: 10.0.0.2, payload: ${value}}}`;
const repeat = (count: number, ...steps: string[]): string =>
  `{repeat: {count: ${count}, steps: [${steps.join(', ')}]}}`;
const script = (...steps: string[]): string => `steps: [${steps.join(', ')}]`;

describe('order', () => {
  test('repeats are expanded, nested ones too, and what repeats nothing is left out', () => {
    const steps = cursor(
      script(
        '{poll: , name: a}',
        repeat(2, '{poll: , name: b}', repeat(0, '{poll: , name: x}'), repeat(3, '{poll: , name: c}')),
        'poll',
      ),
    );
    const labels: string[] = [];
    for (let step = steps.next(); step !== undefined; step = steps.next()) labels.push(step.site.label);
    expect(labels.join('')).toBe('abcccbcccpoll');
    expect(steps.next()).toBeUndefined();
    expect(steps.next()).toBeUndefined();
  });

  test('a script whose repeats yield nothing ends at once', () => {
    expect(cursor(script(repeat(1e9, repeat(1e9, repeat(0, 'poll'))))).next()).toBeUndefined();
  });

  test('nested repeats of a billion start at once and take no memory', () => {
    const steps = cursor(script(repeat(1e9, repeat(1e9, repeat(1e9, ping('{size: 3}'))))));
    const before = process.memoryUsage().heapUsed;
    let taken = 0;
    while (taken < 1_000_000 && steps.next() !== undefined) taken++;
    expect(taken).toBe(1_000_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);
  });
});

describe('reuse', () => {
  test('the same objects come again, with the payload moved on', () => {
    const steps = cursor(script(repeat(2, ping('{size: 100}'))));
    const first = steps.next();
    const firstPayload = payload(first);
    const offset = firstPayload.offset;
    const second = steps.next();
    expect(second).toBe(first);
    expect(payload(second)).toBe(firstPayload);
    expect(firstPayload.offset).not.toBe(offset);
  });

  test('two cursors on one script do not disturb each other', () => {
    const loaded = loadScript(script(repeat(9, ping('[a, {size: 8}]'), ping('{size: 8}'))), 'x.yaml');
    const alone = payloads(new StepCursor(loaded), 18);
    const [one, two] = [new StepCursor(loaded), new StepCursor(loaded)];
    const interleaved: string[] = [];
    for (let i = 0; i < 18; i++) {
      const step = one.next();
      two.next();
      interleaved.push(hexOf(payload(step)));
    }
    expect(interleaved).toEqual(alone);
  });
});

describe('filler', () => {
  const text = script(repeat(1000, ping('{size: 16}'), ping('[{text: "<"}, {size: 16}, ">"]')));

  test('is the same for the same seed', () => {
    expect(payloads(cursor(text), 2000)).toEqual(payloads(cursor(text), 2000));
    expect(payloads(cursor(text, 5), 20)).toEqual(payloads(cursor(`seed: 5\n${text}`), 20));
  });

  test('is other bytes for another seed', () => {
    expect(payloads(cursor(text, 1), 1)).not.toEqual(payloads(cursor(text, 2), 1));
  });

  test('is other bytes in every repetition and every step', () => {
    expect(new Set(payloads(cursor(text), 2000)).size).toBe(2000);
  });

  test('stays between the other parts of its payload', () => {
    const [, mixed] = payloads(cursor(text), 2);
    expect(mixed).toMatch(/^3c[0-9a-f]{32}3e$/);
  });

  test('does not come back for 262,144 repetitions', () => {
    const steps = cursor(script(repeat(300_000, ping('{size: 1}'))));
    const offsets = new Set<number>();
    for (let i = 0; i < 262_144; i++) offsets.add(payload(steps.next()).offset);
    expect(offsets.size).toBe(262_144);
  });

  test('is long enough wherever it begins', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 524_288 }), fc.nat(1000), (size, skip) => {
        const steps = cursor(script(repeat(1001, `{raw: {size: 1, writes: [{data: {size: ${size}}}]}}`)));
        for (let i = 0; i < skip; i++) steps.next();
        const step = steps.next();
        if (step?.kind !== 'send' || step.packet.kind !== 'raw') throw new Error('Expected a raw frame');
        const data = step.packet.writes[0]?.data;
        expect(data?.length).toBe(size);
        expect((data?.offset ?? 0) + size).toBeLessThanOrEqual(data?.bytes.length ?? 0);
      }),
      { numRuns: 20 },
    );
  });

  test('several mixed payloads of one step do not share bytes', () => {
    const steps = cursor(
      script('{raw: {size: 60, writes: [{data: [a, {size: 2}]}, {at: 30, data: [{size: 2}, b]}]}}'),
    );
    const step = steps.next();
    if (step?.kind !== 'send' || step.packet.kind !== 'raw') throw new Error('Expected a raw frame');
    const [first, second] = step.packet.writes.map(({ data }) => hexOf(data));
    expect(first).toMatch(/^61....$/);
    expect(second).toMatch(/^....62$/);
  });
});
