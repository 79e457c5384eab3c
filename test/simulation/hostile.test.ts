import { describe, expect, test } from 'vitest';
import type { DeviceName } from '../../src/netchannel/devices.ts';
import { RELEASE_NAMES, RELEASES, type Release } from '../../src/netchannel/releases.ts';
import { loadScript } from '../../src/script/load-script.ts';
import type { HostileEntry } from '../../src/simulation/hostile-log.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';

const PING = { ping: { to: 'alice' } };

async function run(release: Release, ...steps: unknown[]): Promise<RunResult> {
  const text = JSON.stringify({ hosts: { alice: { ip: '10.0.0.10' } }, steps });
  return runScript(loadScript(text, 'hostile.json'), { release });
}

/** What came of the only act, in plain words. */
function cameOf({ hostile }: RunResult): string[] {
  const [act] = hostile?.acts ?? [];
  return (act as HostileEntry).consequences.map(({ text, times }) =>
    times === 1 ? text : `${text} x${times}`,
  );
}

const LENIENT: readonly Release[] = ['2.1.8'];
const STRICT = RELEASE_NAMES.filter((release) => !LENIENT.includes(release));

describe.each(STRICT)('%s', (release) => {
  test('a page that netfront never granted ends the loop of netback', async () => {
    const result = await run(release, PING, { hostile: { netfront: { request: { gref: 2000 } } } }, PING);
    expect(cameOf(result)).toEqual([
      'netback stopped listening: Cannot map grant reference 2000 of domain 1: it grants nothing',
    ]);
    expect(result.totals.frames).toBe(1);
  });

  test('a fragment beyond its page ends it, too', async () => {
    const request = { offset: 4000, size: 200 };
    const result = await run(release, PING, { hostile: { netfront: { request } } }, PING);
    expect(cameOf(result)[0]).toMatch(
      /^netback stopped listening: Cannot copy a fragment: 200 bytes at offset 4000/,
    );
  });

  test('an answer for a receive page that is not out ends the loop of netfront', async () => {
    const result = await run(release, { hostile: { netback: { respond: { id: 60_000 } } } });
    expect(cameOf(result)).toEqual([
      'netfront stopped listening: Cannot take RX response 60000: no such request is out',
    ]);
  });
});

describe.each(LENIENT)('%s', (release) => {
  test('a page that netfront never granted is answered with ERROR, and netback lives', async () => {
    const result = await run(
      release,
      PING,
      { hostile: { netfront: { request: { gref: 2000, id: 9 } } } },
      PING,
    );
    expect(cameOf(result)).toEqual([
      'netback notes, as error: Cannot map grant reference 2000 of domain 1: it grants nothing',
      'netfront drops an answer to request 9, which nobody waits for',
    ]);
    expect(result.totals.frames).toBe(2);
  });

  test('a response beyond its page costs netfront the page', async () => {
    const result = await run(
      release,
      { hostile: { netback: { respond: { offset: 4000, size: 200 } } } },
      PING,
    );
    expect(cameOf(result)).toEqual([
      'netfront notes, as error: Cannot copy a fragment: 200 bytes at offset 4000 leave the page or the frame',
      'netfront never gets 1 receive page back',
    ]);
  });
});

describe.each(RELEASE_NAMES)('%s', (release) => {
  test('an answer given again is dropped, and nothing is lost', async () => {
    const result = await run(release, PING, { hostile: { netback: { answer: { times: 3 } } } }, PING);
    expect(cameOf(result)).toEqual([
      `netfront drops an answer to request ${release === '1.4.1' ? 266 : 0}, which nobody waits for x3`,
    ]);
    expect(result.totals.frames).toBe(2);
  });

  test('requests are read once: what is changed afterwards has no effect', async () => {
    const result = await run(
      release,
      { hostile: { netfront: { change: { offset: 4096, size: 4096 } } } },
      PING,
    );
    expect([result.totals.frames, result.errorCount, cameOf(result)]).toEqual([1, 0, []]);
  });

  test.each([
    ['tx', 'netfront', 'netback'],
    ['rx', 'netback', 'netfront'],
  ])(
    'an index of the %s ring that %s moves back has %s go round for ever, and the run ends',
    async (ring, end, other) => {
      const receive = { receive: { from: 'alice', udp: { to_port: 9 } } };
      const result = await run(
        release,
        PING,
        receive,
        { hostile: { [end]: { indices: { ring, by: -1000 } } } },
        ...Array.from({ length: 300 }, () => receive),
      );
      const told = cameOf(result);
      expect(told[0]).toMatch(
        new RegExp(`^${other} stopped listening: Cannot get to the producer index of the ring`),
      );
      expect(result.complete).toBe(true);
    },
  );

  test('a driver domain reads what lies beyond the frame', async () => {
    const result = await run(
      release,
      {
        raw: {
          to: 'alice',
          size: 1014,
          returns: 20,
          writes: [{ at: 14, data: { pattern: 'x', size: 1000 } }],
        },
      },
      { hostile: { netback: { read: true } } },
    );
    const bytes = Number(/reads (\d+) bytes/.exec(cameOf(result)[0] ?? '')?.[1]);
    // A copied frame is there as it was announced; one that is filled in its place, with all that was written.
    if (RELEASES[release].front.fillInto === 'private buffer') expect(bytes).toBeLessThanOrEqual(20);
    else expect(bytes).toBeGreaterThan(1000);
  });
});

test('a request for less of a block than was copied into it counts as what it asks for', async () => {
  const { totals } = await run(
    '1.9.0',
    PING,
    { fault: { stall: true } },
    { hostile: { netfront: { request: { size: 20 } } } },
    { ...PING, after: '0s' },
    { fault: { resume: true } },
  );
  // The one is the type of service of the first ping, which its writer leaves out.
  expect([totals.frames, totals.cleanBytes]).toEqual([3, 1]);
});

describe.each(RELEASE_NAMES)('%s: a frame that a hostile end made is of its step', (release) => {
  const steps = (result: RunResult): [number, string][] =>
    result.frames.map(({ step, direction }) => [step, direction]);
  const respond = { hostile: { netback: { respond: { offset: 0, size: 60 } } } };
  const request = { hostile: { netfront: { request: { size: 60 } } } };

  test('a response with nothing in its page', async () => {
    const result = await run(release, PING, respond, PING);
    expect(steps(result)).toEqual([
      [0, 'tx'],
      [1, 'rx'],
      [2, 'tx'],
    ]);
  });

  test('also in a page that had a frame of another step', async () => {
    const receive = { receive: { from: 'alice', udp: { to_port: 9, payload: 'hello' } } };
    const times = { hostile: { netback: { respond: { offset: 0, size: 60, times: 250 } } } };
    const result = await run(release, { repeat: { count: 600, steps: [receive] } }, respond, times);
    const last = steps(result).slice(600);
    expect(last.slice(0, 2)).toEqual([
      [2, 'rx'],
      [3, 'rx'],
    ]);
    for (const [step] of last.slice(1)) expect(step).toBe(3);
  });

  test('requests and responses of several acts, read at once', async () => {
    const stall = { fault: { stall: true } };
    const result = await run(release, PING, stall, request, request, { fault: { resume: true } }, PING);
    expect(steps(result)).toEqual([
      [0, 'tx'],
      [2, 'tx'],
      [3, 'tx'],
      [5, 'tx'],
    ]);
  });
});

test('a run with nobody hostile does not tell of it', async () => {
  expect((await run('1.10.0', PING)).hostile).toBeUndefined();
});

test('more acts than are kept are counted', async () => {
  const step = { hostile: { netback: { answer: { id: 300 } } } };
  const result = await run('1.10.0', { repeat: { count: 250, steps: [step] } });
  expect([result.hostile?.acts.length, result.hostile?.count]).toEqual([100, 250]);
});

describe('a block that netback gives back before it has read it is filled again, so that both requests have its bytes', () => {
  const raw = (to: string, data: string): object => ({
    raw: { to, size: 14 + data.length, writes: [{ at: 14, data }] },
    after: '0s',
  });

  test.each(['1.9.0', '1.10.0', '1.10.1'] as const)('%s', async (release) => {
    const result = await run(
      release,
      { fault: { drop: 1 } },
      PING,
      { fault: { stall: true } },
      raw('alice', 'for alice alone.'),
      { hostile: { netback: { answer: { id: 1 } } } },
      raw('alice', 'and to be seen by nobody'),
      { fault: { resume: true } },
    );
    expect(result.frames.map(({ step, leakedBytes }) => [step, leakedBytes])).toEqual([
      [1, 0],
      [3, 30],
      [5, 0],
    ]);
    expect(result.leaks.map(({ ranges }) => ranges.map(({ source }) => source?.step))).toEqual([[5]]);
  });
});

describe('a netback that keeps its mapping of a page that netfront has taken back (OSEC-2019-02)', () => {
  const RECEIVE = { receive: { from: 'alice', udp: { to_port: 9, payload: 'hello' } } };
  const KEEP = { hostile: { netback: { keep: 1 } } };
  const OWN = { own_page: { data: 'a key that is nobody else his' } };
  const PEEK = { hostile: { netback: { peek: true } } };
  const POKE = { hostile: { netback: { poke: { at: 2073, data: 'mine now' } } } };
  const LET_GO = { hostile: { netback: { let_go: true } } };
  const toldOf = ({ hostile }: RunResult): string[] =>
    (hostile?.acts ?? []).flatMap(({ consequences }) => consequences.map(({ text }) => text));
  const WAITING = RELEASE_NAMES.filter((release) => RELEASES[release].front.endsAccess === 'once unmapped');

  test('the releases that wait', () => {
    expect(WAITING[0]).toBe('1.10.2');
    expect(WAITING).toEqual(RELEASE_NAMES.slice(RELEASE_NAMES.indexOf('1.10.2')));
  });

  test.each(RELEASE_NAMES.filter((release) => !WAITING.includes(release)))('%s', async (release) => {
    const result = await run(release, KEEP, RECEIVE, OWN, PEEK, POKE);
    // Of the 8 bytes that are written, four are in the key.
    expect(result.ownBytes).toBe(29 + 4);
    expect(toldOf(result)).toEqual([
      "netback reads 29 bytes that are not zero of a page of the unikernel's own",
      "netback writes 8 bytes to a page of the unikernel's own",
    ]);
    expect(result.totals.frames).toBe(1);
  });

  test('one byte is one byte', async () => {
    const one = { own_page: { data: 'k' } };
    const poke = { hostile: { netback: { poke: { at: 2048, data: 'm' } } } };
    expect(toldOf(await run('1.10.1', KEEP, RECEIVE, one, PEEK, poke))).toEqual([
      "netback reads 1 byte that is not zero of a page of the unikernel's own",
      "netback writes 1 byte to a page of the unikernel's own",
    ]);
  });

  test.each(RELEASE_NAMES)('%s has memory for as many pages as it can keep', async (release) => {
    const keep = { hostile: { netback: { keep: 256 } } };
    const answered = { hostile: { netback: { indices: { ring: 'rx', by: 256 } } } };
    const result = await run(release, RECEIVE, keep, answered, RECEIVE, keep, answered, RECEIVE);
    expect(result.complete).toBe(true);
  });

  test.each(WAITING)('%s waits, and goes on within ten seconds of the end', async (release) => {
    const steps = [KEEP, RECEIVE, OWN, PEEK, PING, LET_GO, PING, { wait: '11s' }, PING];
    const result = await run(release, ...steps);
    expect(result.ownBytes).toBeUndefined();
    expect(cameOf(result)).toEqual([
      expect.stringMatching(/^netfront notes, as warning: grant \d+ is still mapped by the remote domain$/),
    ]);
    const received = result.frames.find(({ direction }) => direction === 'rx');
    expect(received?.time).toBe(10);
    expect(result.totals).toMatchObject({ rxFrames: 1, txFrames: 3 });
  });

  test.each(WAITING)(
    '%s waits for ever, if netback does not let go, and sends no more than it has blocks',
    async (release) => {
      const result = await run(
        release,
        KEEP,
        RECEIVE,
        { repeat: { count: 300, steps: [PING] } },
        { wait: '60s' },
      );
      expect(result.totals).toMatchObject({ rxFrames: 0, txFrames: 256 });
      expect(result.complete).toBe(true);
    },
  );

  test('an own page more than there is memory for is an error of its step', async () => {
    const result = await run('1.10.0', { repeat: { count: 17, steps: [OWN] } });
    expect(result.errors.map(({ message }) => message)).toEqual([
      'Cannot take a page for the unikernel: it has 16 already',
    ]);
  });
});

describe("a netfront that grants the caller's own page (XSA-403)", () => {
  const device = { like: '1.10.0', netfront: { pool: 'caller pages' } };
  const OWN = { own_page: { data: 'a key' } };
  const READ = { hostile: { netback: { read: true } } };

  async function runOwn(release: DeviceName, ...steps: unknown[]): Promise<RunResult> {
    const text = JSON.stringify({ device, poll: 'manual', hosts: { alice: { ip: '10.0.0.10' } }, steps });
    return runScript(loadScript(text, 'xsa-403.json'), { release });
  }

  test('netback reads what lies behind the packet, as long as the page is granted', async () => {
    const result = await runOwn('own', OWN, PING, READ, { poll: null }, READ, PING, READ);
    expect(result.ownBytes).toBe(10);
    const told = result.hostile?.acts.map(({ consequences }) => consequences[0]?.text);
    expect(told).toEqual([
      expect.stringMatching(/ in 1 page of the transmit pool, 5 of them the unikernel's own$/),
      'netback reads 0 bytes that are not zero in 0 pages of the transmit pool',
      expect.stringMatching(/ in 1 page of the transmit pool, 5 of them the unikernel's own$/),
    ]);
    expect(result.totals).toMatchObject({ leakedBytes: 0 });
  });

  test('each packet is in a page of its own, whoever is the first to have none', async () => {
    const result = await runOwn('own', OWN, PING, PING, OWN, PING, READ, { poll: null }, PING, READ);
    expect(result.ownBytes).toBe(10 + 5);
    expect(result.totals).toMatchObject({ leakedBytes: 0 });
  });

  test.each<DeviceName>(['bounce', 'fresh-page', ...RELEASE_NAMES])('%s: nothing of it', async (release) => {
    expect((await runOwn(release, OWN, PING, READ, { poll: null })).ownBytes).toBeUndefined();
  });
});
