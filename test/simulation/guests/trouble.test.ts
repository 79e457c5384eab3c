import { describe, expect, test } from 'vitest';
import { RELEASE_NAMES, RELEASES, type Release } from '../../../src/netchannel/releases.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import type { RunResult } from '../../../src/simulation/result.ts';
import { runScript } from '../../../src/simulation/run.ts';

const send = (guest: string) => ({ guest, udp: { to: 'mail', to_port: 9, payload: 'hello' } });
const WORK = send('work');
const UNTRUSTED = send('untrusted');
const ANSWER = { receive: { from: 'mail', to: 'unikernel', udp: { from_port: 9, to_port: 1024 } } };

function run(release: Release, steps: readonly object[], more: object = {}): Promise<RunResult> {
  const text = JSON.stringify({
    unikernel: { ip: '10.137.0.2' },
    hosts: { mail: { ip: '93.184.216.34' } },
    guests: { work: { ip: '10.137.0.5' }, untrusted: { ip: '10.137.0.7' } },
    ...more,
    steps,
  });
  return runScript(loadScript(text, 'trouble.json'), { release });
}

const framesOf = ({ channels = [] }: RunResult): Record<string, number> =>
  Object.fromEntries(channels.map(({ name, frames }) => [name, frames]));

const toldOf = ({ hostile }: RunResult): string[] =>
  (hostile?.acts ?? []).flatMap(({ consequences }) => consequences.map(({ text }) => text));

describe.each(RELEASE_NAMES)('%s', (release) => {
  const lives = RELEASES[release].back.reading === 'lenient';

  test.each([
    [
      'a page that was never granted',
      { request: { gref: 2000 } },
      /Cannot map grant reference 2000 of domain 3/,
    ],
    ['an offset beyond the page', { request: { offset: 4000, size: 200 } }, /200 bytes at offset 4000/],
  ])('%s: the netback that serves untrusted dies or lives, and work is served', async (_, netfront, why) => {
    const hostile = { guest: 'untrusted', hostile: { netfront } };
    const result = await run(release, [WORK, UNTRUSTED, hostile, UNTRUSTED, WORK]);
    expect(framesOf(result)).toEqual({ work: 2, untrusted: lives ? 2 : 1, uplink: lives ? 4 : 3 });
    expect(result.hostile?.acts).toMatchObject([{ channel: 'untrusted', end: 'netfront' }]);
    const [told = ''] = toldOf(result);
    expect(told).toMatch(why);
    expect(told).toMatch(
      lives ? /^on untrusted, netback notes, as error: / : /^on untrusted, netback stopped listening: /,
    );
  });

  test('an index moved back ends the loop of that netback only', async () => {
    const hostile = { guest: 'untrusted', hostile: { netfront: { indices: { ring: 'tx', by: -1 } } } };
    const result = await run(release, [UNTRUSTED, hostile, UNTRUSTED, WORK]);
    expect(framesOf(result)).toEqual({ work: 1, untrusted: 1, uplink: 2 });
    expect(result.errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^on untrusted, netback stopped listening: /),
    ]);
  });

  test('a frame that a hostile end made is of its step, at the uplink as at a guest', async () => {
    const hostile = { hostile: { netback: { respond: { offset: 0, size: 60 } } } };
    const request = { guest: 'work', hostile: { netfront: { request: { size: 60 } } } };
    const { frames } = await run(release, [WORK, hostile, { ...hostile, guest: 'work' }, request]);
    expect(frames.slice(2).map(({ step, channel }) => [step, channel])).toEqual([
      [1, 'uplink'],
      [2, 'work'],
      [3, 'work'],
      [3, 'uplink'],
    ]);
  });

  test('what comes of faults, and on other channels, does not come of an act', async () => {
    const letGo = { guest: 'work', hostile: { netback: { let_go: true } } };
    const told = async (...steps: object[]): Promise<string[]> =>
      toldOf(await run(release, [WORK, letGo, ...steps]));
    expect(await told({ guest: 'work', fault: { error: 1 } }, WORK)).toEqual([]);
    expect(await told({ guest: 'work', fault: { refuse: 1 } }, WORK, WORK)).toEqual([]);
    expect(await told({ fault: { refuse: 1 } }, WORK, UNTRUSTED)).toEqual([]);
  });

  test('an answer of an act is still told when a fault has come before it', async () => {
    const error = { guest: 'work', fault: { error: 1 } };
    const stall = { guest: 'work', fault: { stall: true } };
    const answer = { guest: 'work', hostile: { netback: { answer: { id: 300, status: 'error' } } } };
    const result = await run(release, [error, WORK, stall, answer]);
    expect(toldOf(result)).toEqual([
      'on work, netfront drops an answer to request 300, which nobody waits for',
    ]);
  });

  test('an answer given twice is dropped, at the uplink as at a guest', async () => {
    const again = { hostile: { netback: { answer: { id: 'last' } } } };
    const result = await run(release, [WORK, again, { guest: 'work', ...again }, WORK]);
    expect(framesOf(result)).toEqual({ work: 2, untrusted: 0, uplink: 2 });
    expect(result.hostile?.acts.map(({ channel }) => channel)).toEqual(['uplink', 'work']);
    expect(toldOf(result)).toEqual([
      expect.stringMatching(/^on uplink, netfront drops an answer/),
      expect.stringMatching(/^on work, netfront drops an answer/),
    ]);
  });

  test('a page that the firewall keeps of a guest never becomes that of another domain', async () => {
    const keep = { guest: 'work', hostile: { netback: { keep: 4 } } };
    const fill = Array.from({ length: 300 }, () => ANSWER);
    const others = Array.from({ length: 300 }, () => UNTRUSTED);
    const peek = { guest: 'work', hostile: { netback: { peek: true } } };
    const own = { guest: 'work', own_page: { data: 'a key of its own' } };
    const result = await run(release, [WORK, keep, ...fill, ...others, own, peek]);
    const told = toldOf(result).join();
    const isKept = RELEASES[release].front.endsAccess === 'once unmapped';
    expect(told).toMatch(/netback reads \d+ bytes/);
    if (isKept) expect(told).not.toContain("work's own");
    else expect(told).toContain("netback reads 16 bytes that are not zero of a page of work's own");
  });

  test('faults are of one channel: answers that come late, that never come, that refuse', async () => {
    const fault = (what: object) => ({ guest: 'work', fault: what });
    const steps = [fault({ delay: 1, by: '5ms' }), WORK, fault({ drop: 1 }), WORK, fault({ error: 1 }), WORK];
    const result = await run(release, [...steps, UNTRUSTED, { wait: '10ms' }, WORK]);
    expect(framesOf(result)).toEqual({ work: 3, untrusted: 1, uplink: 4 });
    expect(result.device).toMatchObject({ responsesDropped: 1, responsesRefused: 1, responsesDelayed: 1 });
  });

  test.each<[string, object]>([
    ['each', {}],
    ['after', { poll: { after: '1ms' } }],
  ])('a stall of the uplink, polls %s: what is forwarded waits until it is over', async (_, more) => {
    const result = await run(
      release,
      [{ fault: { stall: '20ms' } }, WORK, WORK, { wait: '50ms' }, UNTRUSTED],
      more,
    );
    expect(framesOf(result)).toEqual({ work: 2, untrusted: 1, uplink: 3 });
    const times = result.frames.filter(({ channel }) => channel === 'uplink').map(({ time }) => time);
    expect(times[0]).toBeGreaterThanOrEqual(0.02);
  });

  test.each(['work', 'untrusted'])(
    'a stall of %s is over when it says, and holds no other up',
    async (guest) => {
      const other = guest === 'work' ? 'untrusted' : 'work';
      const steps = [
        { guest, fault: { stall: '20ms' } },
        send(guest),
        send(other),
        { wait: '50ms' },
        send(other),
      ];
      const { frames } = await run(release, steps);
      const timesOn = (name: string): number[] =>
        frames.filter(({ channel }) => channel === name).map(({ time }) => time);
      expect(timesOn(guest)).toEqual([expect.closeTo(0.02, 3)]);
      expect(timesOn(other)[0]).toBeLessThan(0.01);
      expect(timesOn(other)).toHaveLength(2);
    },
  );

  test('a hold keeps no frame from the firewall', async () => {
    const steps = [{ fault: { hold: '20ms' } }, WORK, { wait: '50ms' }, ANSWER];
    const atGuest = [{ guest: 'work', fault: { hold: '20ms' } }, WORK, { wait: '50ms' }, WORK];
    expect(framesOf(await run(release, steps))).toEqual({ work: 2, untrusted: 0, uplink: 2 });
    expect(framesOf(await run(release, atGuest))).toEqual({ work: 2, untrusted: 0, uplink: 2 });
  });
});
