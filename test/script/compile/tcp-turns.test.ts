import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TcpTalk, type TcpTurn, tcpTurns } from '../../../src/script/compile/tcp-turns.ts';
import { type PayloadSource, payloadLength } from '../../../src/script/payload.ts';
import { TCP_FLAGS } from '../../../src/wire/tcp.ts';

const text = (value: string): PayloadSource => ({ kind: 'fixed', bytes: new TextEncoder().encode(value) });

function talk(over: Partial<TcpTalk> = {}): TcpTalk {
  return { mss: 4, window: 1000, initial: { opener: 100, other: 500 }, data: [], close: 'fin', ...over };
}

/** `opener SA 100/0 +4`: who, flags, sequence and acknowledgement number, bytes. */
function told({ from, flags, sequence, acknowledgement, payload }: TcpTurn): string {
  const letters = Object.entries(TCP_FLAGS).flatMap(([letter, bit]) => ((flags & bit) === 0 ? [] : [letter]));
  return `${from} ${letters.join('')} ${sequence}/${acknowledgement} +${payloadLength(payload)}`;
}

const all = (over: Partial<TcpTalk>): string[] => [...tcpTurns(talk(over))].map(told);

const HANDSHAKE = ['opener S 100/0 +0', 'other SA 500/101 +0', 'opener A 101/501 +0'];
const FIN = ['opener FA 101/501 +0', 'other A 501/102 +0', 'other FA 501/102 +0', 'opener A 102/502 +0'];

describe('the segments of a connection', () => {
  test('are handshake and close', () => {
    expect(all({})).toEqual([...HANDSHAKE, ...FIN]);
    expect(all({ close: 'reset' })).toEqual([...HANDSHAKE, 'opener RA 101/501 +0']);
    expect(all({ close: 'none' })).toEqual(HANDSHAKE);
  });

  test('announce the segment size in both segments of the handshake, and nowhere else', () => {
    const turns = [...tcpTurns(talk({ mss: 1234, data: [{ from: 'other', payload: text('x') }] }))];
    expect(turns.map(({ options }) => options)).toEqual([
      [{ kind: 'mss', value: 1234 }],
      [{ kind: 'mss', value: 1234 }],
      ...Array(turns.length - 2).fill([]),
    ]);
  });

  test('push at the end of a turn, and are acknowledged there and after every second one', () => {
    const data = [
      { from: 'opener', payload: text('0123456789ab') },
      { from: 'other', payload: text('01234567') },
      { from: 'other', payload: text('') },
      { from: 'opener', payload: text('0') },
    ] as const;
    expect(all({ data, close: 'none' }).slice(3)).toEqual([
      'opener A 101/501 +4',
      'opener A 105/501 +4',
      'other A 501/109 +0',
      'opener PA 109/501 +4',
      'other A 501/113 +0',
      'other A 501/113 +4',
      'other PA 505/113 +4',
      'opener A 113/509 +0',
      'opener PA 113/509 +1',
      'other A 509/114 +0',
    ]);
  });

  test('have numbers that wrap', () => {
    const initial = { opener: 0xffff_ffff, other: 0xffff_fffe };
    const data = [{ from: 'other', payload: text('0123') }] as const;
    expect(all({ initial, data, close: 'none' })).toEqual([
      'opener S 4294967295/0 +0',
      'other SA 4294967294/0 +0',
      'opener A 0/4294967295 +0',
      'other PA 4294967295/0 +4',
      'opener A 0/3 +0',
    ]);
  });

  test('never fill the window, acknowledge what came, and carry all data', () => {
    const turn = fc.record({
      from: fc.constantFrom('opener', 'other' as const),
      payload: fc.uint8Array({ maxLength: 300 }).map((bytes): PayloadSource => ({ kind: 'fixed', bytes })),
    });
    const arbitrary = fc.record({
      mss: fc.integer({ min: 1, max: 80 }),
      window: fc.integer({ min: 2, max: 200 }),
      initial: fc.record({ opener: fc.nat(0xffff_ffff), other: fc.nat(0xffff_ffff) }),
      data: fc.array(turn, { maxLength: 6 }),
      close: fc.constantFrom('fin', 'reset', 'none' as const),
    });
    fc.assert(
      fc.property(arbitrary, (one: TcpTalk) => {
        const sent = { opener: one.initial.opener, other: one.initial.other };
        const acknowledged = { ...sent };
        const said: Record<'opener' | 'other', number[]> = { opener: [], other: [] };
        for (const { from, flags, sequence, acknowledgement, payload } of tcpTurns(one)) {
          const to = from === 'opener' ? 'other' : 'opener';
          expect(sequence).toBe(sent[from]);
          if ((flags & TCP_FLAGS.A) !== 0) {
            expect(acknowledgement).toBe(sent[to]);
            acknowledged[to] = acknowledgement;
          }
          if (payload.kind === 'fixed') said[from].push(...payload.bytes);
          const length = payloadLength(payload);
          expect(length).toBeLessThanOrEqual(one.mss);
          const isNumbered = (flags & (TCP_FLAGS.S | TCP_FLAGS.F)) !== 0;
          sent[from] = (sequence + length + (isNumbered ? 1 : 0)) >>> 0;
          if (length > 0) expect((sent[from] - acknowledged[from]) >>> 0).toBeLessThan(one.window);
        }
        for (const side of ['opener', 'other'] as const) {
          const expected = one.data.flatMap(({ from, payload }) =>
            from === side && payload.kind === 'fixed' ? [...payload.bytes] : [],
          );
          expect(said[side]).toEqual(expected);
        }
      }),
    );
  });
});
