import { describe, expect, test } from 'vitest';
import { renderText } from '../../src/report/text.ts';
import { loadScript } from '../../src/script/index.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';

const HOSTS = { web: { ip: '10.0.0.80' } };
const UDP = { udp: { to: 'web', to_port: 9, payload: 'some bytes' } };
const LONG = { receive: { from: 'web', tcp: { to_port: 80, payload: { size: 3000 } } } };
/** A UDP datagram to nobody in particular, its checksum left out. */
const HEADERS =
  '02000a000050 00163e000001 0800 45000020 00000000 4011 667d 0a000001 0a000050 c0000009 000c'.replace(
    / /g,
    '',
  );
const raw = (field: string, flags: string[]) => ({
  raw: {
    size: 46,
    flags,
    writes: [
      { at: 0, data: { hex: HEADERS } },
      ...(field === '' ? [] : [{ at: 40, data: { hex: field } }]),
      { at: 42, data: { hex: '01020304' } },
    ],
  },
});
const BLANK = ['csum_blank', 'data_validated'];

async function run(
  steps: readonly object[],
  checksums: object | undefined,
  release: '1.10.0' | '1.10.1' | '2.1.8' = '1.10.1',
): Promise<RunResult> {
  const text = JSON.stringify({ mtu: 9000, hosts: HOSTS, ...(checksums && { checksums }), steps });
  return runScript(loadScript(text, 'x.json'), { release });
}

const first = async (...args: Parameters<typeof run>) => {
  const result = await run(...args);
  const [frame] = result.frames.slice(-1);
  return {
    verdict: frame?.verdict,
    checksum: frame?.checksum,
    causes: result.checksumFailures.map(({ cause }) => cause),
  };
};

describe('what the guest leaves to the card', () => {
  const left = (flags: string) => ({ unikernel: { sum: 'left to card' }, hosts: { flags } });
  const state = { flags: BLANK, partial: true };

  test('who does not read the ring throws away, and it is nobody’s mistake', async () => {
    expect(await first([UDP], left('ignored'))).toEqual({
      verdict: 'discarded',
      checksum: { ...state, fate: 'dropped' },
      causes: ['left-to-card'],
    });
  });

  test.each(['heeded', 'required'])('is taken where the flags are %s', async (flags) => {
    expect(await first([UDP], left(flags))).toEqual({
      verdict: 'delivered',
      checksum: { ...state, fate: 'taken' },
      causes: [],
    });
  });

  test('is no ICMP checksum, no fragment and nothing that says otherwise', async () => {
    const steps = [
      { ping: { to: 'web' } },
      { udp: { to: 'web', to_port: 9, payload: { size: 9000 } } },
      { udp: { to: 'web', to_port: 9, sum: 'computed' } },
      { nat: { from: '10.0.0.9', to: 'web', tcp: { to_port: 80 } } },
    ];
    const { totals, frames } = await run(steps, left('heeded'));
    expect(totals).toMatchObject({ frames: 5, discarded: 0 });
    expect(totals.leftToCard).toBeUndefined();
    expect(frames.every(({ checksum }) => checksum === undefined)).toBe(true);
  });

  test('is a matter of each step, in both directions', async () => {
    const sum = 'left to card';
    const steps = [
      { udp: { ...UDP.udp, sum } },
      { receive: { from: 'web', udp: { to_port: 9, sum } } },
      { receive: { from: 'web', tcp: { to_port: 9, sum } } },
    ];
    const { totals, frames } = await run(steps, undefined);
    expect(totals).toMatchObject({ frames: 3, leftToCard: 3, sumsDropped: 3, discarded: 3 });
    expect(frames.map(({ direction, checksum }) => [direction, checksum])).toEqual([
      ['tx', { ...state, fate: 'dropped' }],
      ['rx', { ...state, fate: 'dropped' }],
      ['rx', { ...state, fate: 'dropped' }],
    ]);
  });

  test('waits on a full ring, and is still flagged', async () => {
    const steps = [{ repeat: { count: 300, steps: [UDP] } }];
    const text = JSON.stringify({ hosts: HOSTS, poll: 'manual', checksums: left('heeded'), steps });
    for (const release of ['1.9.0', '1.10.1', '2.1.8'] as const) {
      const script = loadScript(text.replace(/\]\}$/, ',"poll"]}'), 'x.json');
      const { totals } = await runScript(script, { release });
      expect(totals, release).toMatchObject({ frames: 300, leftToCard: 300, delivered: 300 });
    }
  });
});

describe('what the ring says, and is not so', () => {
  const heeded = { hosts: { flags: 'heeded' } };

  test.each([
    ['the sum of the pseudo header', '146e', BLANK, 'delivered', 'taken', []],
    ['another one', '1234', BLANK, 'discarded', 'dropped', ['writer']],
    ['a wrong one that is said to be right', '1234', ['data_validated'], 'delivered', 'taken', []],
    ['a wrong one of which nothing is said', '1234', [], 'discarded', undefined, ['writer']],
  ])('%s', async (_, field, flags, verdict, fate, causes) => {
    const found = await first([raw(field, flags)], heeded);
    expect([found.verdict, found.checksum?.fate, found.causes]).toEqual([verdict, fate, causes]);
  });

  test('Linux drops what is flagged and has no such checksum', async () => {
    const arp = { raw: { size: 60, to: 'web', ethertype: 0x0806, flags: BLANK } };
    expect(await first([arp], heeded)).toEqual({
      verdict: 'discarded',
      checksum: { flags: BLANK, partial: false, fate: 'dropped' },
      causes: [],
    });
    expect((await first([arp], undefined)).verdict).toBe('delivered');
  });

  /** An echo request with this checksum, of which 0xf7ff is right. */
  const ping = (checksum: string, headerSum: string, flags: string[]) => ({
    raw: {
      size: 42,
      flags,
      writes: [
        { at: 0, data: { hex: '02000a000050 00163e000001 0800'.replace(/ /g, '') } },
        { at: 14, data: { hex: `4500001c000000004001${headerSum}0a0000010a000050` } },
        { at: 34, data: { hex: `0800${checksum}00000000` } },
      ],
    },
  });
  const VALIDATED = ['data_validated'];

  test.each([
    ['Linux takes data_validated for ICMP, too', 'heeded', '0000', '6691', 'delivered', 'taken', []],
    ['Windows verifies ICMP all the same', 'required', '0000', '6691', 'discarded', 'verified', ['writer']],
    ['and finds it right', 'required', 'f7ff', '6691', 'delivered', 'verified', []],
    [
      'the IPv4 header is verified, whatever is said',
      'heeded',
      'f7ff',
      '1234',
      'discarded',
      'taken',
      ['writer'],
    ],
  ])('%s', async (_, flags, checksum, headerSum, verdict, fate, causes) => {
    const checksums = { hosts: { flags } };
    const found = await first([ping(checksum, headerSum, VALIDATED)], checksums);
    expect([found.verdict, found.checksum?.fate, found.causes]).toEqual([verdict, fate, causes]);
    const { totals } = await run([ping(checksum, headerSum, VALIDATED)], checksums);
    // It is told as a wrong checksum or as dropped for what the ring says, and not as both.
    expect([totals.validated, totals.sumsDropped, totals.checksumFailures]).toEqual([
      1,
      undefined,
      causes.length,
    ]);
  });

  test('of what is thrown away for its flags nobody looks at the checksum', async () => {
    const result = await run([ping('0000', '6691', BLANK), ping('0000', '6691', [])], heeded);
    const { totals, checksumFailures } = result;
    expect(totals).toMatchObject({ discarded: 2, sumsDropped: 1, flagsDropped: 1, checksumFailures: 1 });
    expect(checksumFailures.map(({ frame }) => frame.number)).toEqual([2]);
    expect(renderText(result).replace(/\s+/g, ' ')).toContain(
      'WRONG CHECKSUMS 1 in 1 frame, which the receiver discarded; 1 more frame for what the ring says, or does not say',
    );
  });

  test('a field that was left out is told as old memory under 1.10.0, not as left to the card', async () => {
    const secret = { raw: { size: 60, writes: [{ at: 0, data: { pattern: 'secret', size: 60 } }] } };
    const steps = [secret, raw('', BLANK)];
    const stale = await run(steps, heeded, '1.10.0');
    expect(stale.totals).toMatchObject({ leakedBytes: 2, leftToCard: 1, sumsDropped: 1 });
    expect(stale.frames[1]).toMatchObject({ verdict: 'discarded', checksum: { partial: false } });
    expect(stale.checksumFailures.map(({ protocol, expected }) => [protocol, expected])).toEqual([
      ['udp', 0x146e],
    ]);
    expect((await run(steps, heeded, '1.10.1')).totals).toMatchObject({ leakedBytes: 0, sumsDropped: 1 });
  });
});

describe('segments that their receiver is to cut', () => {
  const by = (flags: string, sum = 'computed') => ({ unikernel: { flags }, hosts: { sum } });
  const state = { flags: [], segmentSize: 1460 };

  test.each([
    ['ignored', 'delivered', 'verified'],
    ['heeded', 'delivered', 'fixed-up'],
    ['required', 'discarded', 'dropped'],
  ])('their flags are %s', async (flags, verdict, fate) => {
    const found = await first([LONG], by(flags), '2.1.8');
    expect(found).toEqual({ verdict, checksum: { ...state, fate }, causes: [] });
  });

  test('need no fixing if they are left to the card', async () => {
    const found = await first([LONG], by('required', 'left to card'), '2.1.8');
    expect(found).toEqual({
      verdict: 'delivered',
      checksum: { flags: BLANK, segmentSize: 1460, partial: true, fate: 'taken' },
      causes: [],
    });
  });

  test('take a slot for the descriptor', async () => {
    const { frames, totals } = await run([LONG, LONG], by('heeded'), '2.1.8');
    expect(frames.map(({ slots }) => slots)).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(totals).toMatchObject({ segmented: 2, fixedUp: 2 });
    const before = await run([LONG], by('heeded'));
    expect(before.frames.map(({ slots, checksum }) => [slots, checksum])).toEqual([[[0], undefined]]);
  });
});
