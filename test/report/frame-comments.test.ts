import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChecksumFailure, Leak, LeakRange, StaleSource } from '../../src/audit/findings.ts';
import { captureComment, frameComments } from '../../src/report/frame-comments.ts';
import type { FrameDetails } from '../../src/simulation/capture/frame-details.ts';
import { fromAlice, LEAK, TO_BOB } from './fixture.ts';

const CONTEXT = { framesBefore: 0 };
const QUIET: FrameDetails = {
  number: 7,
  direction: 'tx',
  at: 'receiver',
  verdict: 'delivered',
  leak: undefined,
  checksumFailures: [],
  notes: [],
};
const FAILURE: ChecksumFailure = {
  frame: TO_BOB,
  protocol: 'ipv4',
  offset: 24,
  found: 0x3a1f,
  expected: 0x3a1e,
  cause: 'stale-memory',
  staleSummed: [
    { start: 24, end: 26, source: fromAlice(24) },
    { start: 15, end: 16, source: fromAlice(15) },
  ],
};

/** Of a datagram, whose payload is behind 42 bytes of headers. */
const inPayload = (offset: number): StaleSource => ({ ...fromAlice(offset), payload: 42 });

function range(text: string | Uint8Array, start = 42, more: Partial<LeakRange> = {}): LeakRange {
  const bytes = Buffer.from(text);
  return {
    start,
    end: start + bytes.length,
    field: 'ethernet.payload',
    bytes: bytes.subarray(0, 256),
    nonZero: bytes.filter((byte) => byte !== 0).length,
    source: inPayload(start),
    crossRecipient: true,
    summedInto: [],
    ...more,
  };
}

const leaking = (...ranges: LeakRange[]): Leak => ({ ...LEAK, ranges });
const commentsOn = (details: Partial<FrameDetails>, context = CONTEXT): string[] =>
  frameComments({ ...QUIET, ...details }, context);
const leakOf = (one: LeakRange, context = CONTEXT): string | undefined =>
  commentsOn({ leak: leaking(one) }, context)[0];

describe('comments of a frame', () => {
  test('there are none if it arrives and nothing was found', () => {
    expect(commentsOn({})).toEqual([]);
  });

  test('a verdict that is not the usual one is told without findings', () => {
    expect(commentsOn({ verdict: 'unverifiable' })).toEqual(['verdict: unverifiable']);
  });

  test('leaks, checksums and the verdict have a comment each, behind the notes', () => {
    expect(
      commentsOn({
        verdict: 'discarded',
        leak: leaking(range('session=7f3a')),
        checksumFailures: [FAILURE, { ...FAILURE, protocol: 'udp', cause: 'writer' }],
        notes: ['now the guest\n  answers\u0000\u202e'],
      }),
    ).toEqual([
      'note: now the guest answers\\u{0}\\u{202e}',
      'leak: 12 bytes at 42..53 from frame 3 (udp to alice), payload+0: "session=7f3a"',
      'checksum: ipv4 0x3a1f, should be 0x3a1e: 3 stale bytes summed',
      "checksum: udp 0x3a1f, should be 0x3a1e: the writer's own mistake",
      'verdict: discarded',
    ]);
  });

  test('a frame that leaks and arrives says so', () => {
    expect(commentsOn({ leak: leaking(range('abc')) }).at(-1)).toBe('verdict: delivered');
  });
});

describe('a leak', () => {
  test('of one byte, not printable, all zero, or long', () => {
    expect(leakOf(range('A'))).toMatch(/^leak: 1 byte at 42 from .*: 41$/);
    expect(leakOf(range(Uint8Array.of(1, 0xff)))).toMatch(/: 01ff$/);
    expect(leakOf(range(Uint8Array.of(0)))).toMatch(/: zero$/);
    expect(leakOf(range(new Uint8Array(300)))).toMatch(/^leak: 300 bytes at 42..341 .*: zeros$/);
    expect(leakOf(range('x'.repeat(49)))).toMatch(/: "x{48}"…$/);
    expect(leakOf(range('say "no\\yes"'))).toMatch(/: "say \\"no\\\\yes\\""$/);
  });

  test('says where in the source its bytes were, and what field they are in if that is not the payload', () => {
    const placed = (offset: number, more: Partial<LeakRange> = {}): string | undefined =>
      /\), (.*): /.exec(leakOf(range('abcd', 50, { source: inPayload(offset), ...more })) ?? '')?.[1];
    expect(placed(54)).toBe('payload+12');
    expect(placed(42)).toBe('payload+0');
    expect(placed(41)).toBe('headers and payload+0');
    expect(placed(38)).toBe('offset 38');
    expect(placed(54, { field: 'udp.payload' })).toBe('payload+12');
    expect(placed(54, { field: 'trailer' })).toBe('payload+12, in trailer');
    expect(placed(15, { field: 'ipv4.tos' })).toBe('offset 15, in ipv4.tos');
    expect(placed(54, { source: fromAlice(54) })).toBe('offset 54');
  });

  test('from a write that never became a frame, to somebody without a name', () => {
    const source = {
      ...fromAlice(42),
      number: null,
      recipient: { kind: 'ipv6', address: 'fe80::9' } as const,
    };
    expect(leakOf(range('abc', 42, { source }))).toContain(' from a write never sent (udp to fe80::9), ');
    const everybody = { ...fromAlice(42), recipient: { kind: 'ipv4', address: '255.255.255.255' } as const };
    expect(leakOf(range('abc', 42, { source: everybody }))).toContain('(udp to everybody)');
  });

  test('in a later run of the same capture, where frames have other numbers', () => {
    expect(leakOf(range('abc'), { ...CONTEXT, framesBefore: 100 })).toContain(' from frame 103 ');
  });

  test('names secrets, with their bytes', () => {
    const secrets = [
      { name: 'pin', offset: 0, start: 42, end: 44 },
      { name: 'pin', offset: 4, start: 44, end: 45 },
      { name: 'key', offset: 0, start: 45, end: 46 },
    ];
    expect(leakOf(range('4711', 42, { secrets }))).toContain(
      ', payload+0, 3 bytes of secret pin, 1 byte of secret key: "4711"',
    );
  });
});

describe('limits', () => {
  test('many ranges and notes are cut, and what is behind them is still told', () => {
    const many = Array.from({ length: 50 }, (_, i) => range('ab', 3 * i));
    const notes = Array.from({ length: 9 }, (_, i) => `${i}`);
    const lines = commentsOn({
      leak: leaking(...many),
      notes,
      checksumFailures: [FAILURE],
      verdict: 'discarded',
    });
    expect(lines.slice(7, 10)).toEqual(['note: 7', 'and 1 more note', expect.stringMatching(/^leak: /)]);
    expect(lines.slice(-3)).toEqual([
      'and 2 more ranges of stale bytes',
      expect.stringMatching(/^checksum: /),
      'verdict: discarded',
    ]);
  });

  test('no text makes more than 64 lines, long ones, or ones that readers cannot take', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 3000 });
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 70 }), fc.uint8Array({ minLength: 1 }), (notes, bytes) => {
        const ranges = notes.map(() => range(bytes));
        const lines = commentsOn({ notes, leak: leaking(...ranges), checksumFailures: [FAILURE] });
        expect(lines.length).toBeLessThanOrEqual(64);
        for (const line of lines) {
          expect(line.length).toBeLessThanOrEqual(1001);
          expect(line).not.toMatch(/\p{Cc}|\p{Cs}/u);
        }
      }),
      { numRuns: 50 },
    );
  });
});

test('a capture says what it is of', () => {
  expect(captureComment({ script: 'two\nlines', release: '1.10.0', seed: 7 })).toBe(
    'script: two\\u{a}lines, netchannel 1.10.0, seed 7',
  );
});

test('a frame that is not what was pushed says what that was, and whose its bytes are', () => {
  const { protocol, flow, recipient } = fromAlice(0);
  const frame = { ...TO_BOB, pushed: { protocol, flow, recipient } };
  const source: StaleSource = { ...fromAlice(0), number: null, framesAgo: null, isPending: true };
  const rest: StaleSource = { ...fromAlice(50), framesAgo: 0 };
  const leak = { ...LEAK, frame, ranges: [range('hi', 0, { source }), range('there', 50, { source: rest })] };
  const [pushed, next, own] = frameComments({ ...QUIET, leak }, CONTEXT);
  expect(pushed).toBe('pushed: udp to alice, and its block was filled again before netback read it');
  expect(next).toContain('from a write yet to be read (udp to alice)');
  expect(own).toContain('from what was pushed (udp to alice)');
});
