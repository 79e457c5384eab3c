import { describe, expect, test } from 'vitest';
import type { Release } from '../../src/netchannel/releases.ts';
import { loadScript } from '../../src/script/load-script.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';

const HOSTS = { alice: { ip: '10.0.0.10' }, bob: { ip: '10.0.0.11' }, carol: { ip: '10.0.0.12' } };

const udp = (to: string, payload: unknown) => ({ udp: { to, to_port: 9, payload } });
const PIN = ['your PIN, which is for you alone: ', { text: '4711', secret: 'pin' }];

/** What is sent to bob shares a page with what is sent to alice, which is answered before bob's is read. */
function overtaking(next: unknown, options: { exposure?: boolean; release?: Release } = {}) {
  const steps = [udp('alice', 'hello'), { poll: 'netback' }, udp('bob', PIN), { poll: 'netfront' }, next];
  const text = JSON.stringify({ hosts: HOSTS, poll: 'manual', steps: [...steps, { poll: null }] });
  const { release = '1.4.1', exposure = false } = options;
  return runScript(loadScript(text, 'overtaken.json'), { release, exposure });
}

function told({ frames }: RunResult): (string | undefined)[][] {
  return frames.map(({ recipient, pushed }) => [recipient.host, pushed?.recipient.host]);
}

describe('1.4.1: a frame whose block is filled again before netback reads it', () => {
  test('is told as what crossed and as what was pushed', async () => {
    const result = await overtaking(udp('carol', 'hi'));
    expect(told(result)).toEqual([
      ['alice', undefined],
      ['carol', 'bob'],
      ['carol', undefined],
    ]);
    expect(result.frames[1]?.step).toBe(2);
    expect(result.totals.notAsPushed).toBe(1);
    expect(result.leaks[0]?.frame.pushed?.flow).toMatch(/> 10\.0\.0\.11:9$/);
  });

  test('all of it is stale: the bytes of the next frame, and the rest of its own for somebody else', async () => {
    const { leaks, totals } = await overtaking(udp('carol', 'hi'));
    const ranges = leaks[0]?.ranges.map(({ start, end, source, crossRecipient }) => ({
      bytes: [start, end],
      whose: source.recipient.host,
      crossRecipient,
      isPending: source.isPending,
      framesAgo: source.framesAgo,
    }));
    expect(ranges).toEqual([
      { bytes: [0, 44], whose: 'carol', crossRecipient: false, isPending: true, framesAgo: null },
      { bytes: [44, 80], whose: 'bob', crossRecipient: true, isPending: undefined, framesAgo: 0 },
    ]);
    expect(totals).toMatchObject({ leakedBytes: 80, crossRecipientBytes: 36, crossRecipientFrames: 1 });
  });

  test('a secret in the rest of it is disclosed; one that was overwritten got to nobody', async () => {
    const [kept] = (await overtaking(udp('carol', 'hi'))).secrets;
    expect(kept?.sentTo).toEqual([]);
    expect(kept?.disclosedTo).toMatchObject([{ recipient: { host: 'carol' }, bytes: 4, firstFrame: 2 }]);
    const [gone] = (await overtaking(udp('carol', { size: 60 }))).secrets;
    expect(gone).toMatchObject({ sentTo: [], disclosedTo: [] });
  });

  test('what is left of it for the same recipient is sent, and not stale', async () => {
    const { totals, secrets } = await overtaking(udp('bob', 'hi'));
    expect(totals).toMatchObject({ notAsPushed: 1, leakedBytes: 44, crossRecipientBytes: 0 });
    expect(secrets[0]).toMatchObject({ sentTo: [{ recipient: { host: 'bob' }, bytes: 4 }], disclosedTo: [] });
  });

  test('netback could read beside it what no request tells of, and that only', async () => {
    const { exposure } = await overtaking(udp('carol', 'hi'), { exposure: true });
    // While bob's request is out, all of his block is told of; once it is read, only as much as carol's is long.
    expect(exposure?.frames).toBe(3);
    const behind = exposure?.groups.filter(({ place }) => place === 'behind the frame');
    expect(behind).toMatchObject([{ owner: { host: 'bob' }, frames: 1, firstFrame: 3, mostBytes: 36 }]);
  });

  test('with ids of their own, nothing is overtaken', async () => {
    const result = await overtaking(udp('carol', 'hi'), { release: '1.5.0' });
    expect(told(result).map(([to]) => to)).toEqual(['alice', 'bob', 'carol']);
    expect(result.totals).toMatchObject({ leakedBytes: 0 });
    expect(result.totals.notAsPushed).toBeUndefined();
  });
});

test('what netback could read beside frames of pages that are not of the pool', async () => {
  const steps = [
    udp('alice', 'hello'),
    { hostile: { netfront: { request: { gref: 9, id: 65_000, size: 60 } } } },
    { fault: { error: 1 } },
    { hostile: { netfront: { request: { gref: 9, id: 65_000, size: 60 } } } },
  ];
  const script = loadScript(JSON.stringify({ hosts: HOSTS, steps }), 'foreign.json');
  const { exposure, totals } = await runScript(script, { release: '1.10.0', exposure: true });
  expect(exposure?.frames).toBe(totals.txFrames);
  expect(exposure?.mostBytes).toBe(46);
});

test('a frame that goes on in another block, because a netback that reads old slots puts it together', async () => {
  const steps = [
    { hostile: { netback: { answer: { id: 20, status: 'okay', times: 300 } } } },
    { receive: { from: 'alice', udp: { to_port: 9, payload: { size: 8360 } } } },
    { raw: { to: 'alice', size: 5351, returns: 5348, writes: [{ at: 14, data: 'x' }] } },
    { fault: { stall: '5ms' } },
    { raw: { to: 'alice', size: 4359, returns: 4354, writes: [{ at: 14, data: 'x' }] } },
    { hostile: { netback: { read: true } } },
    { hostile: { netback: { answer: { id: 'last', status: 'error', times: 1 } } } },
    { hostile: { netfront: { indices: { ring: 'tx', by: 4096 } } } },
    { receive: { from: 'alice', udp: { to_port: 9, payload: { size: 453 } } } },
    { ping: { to: 'alice' } },
    {
      hostile: {
        netfront: {
          request: {
            gref: 'last',
            id: 1,
            offset: 21302,
            size: 54626,
            more_data: false,
            extra_info: false,
            times: 1,
          },
        },
      },
    },
  ];
  const script = loadScript(JSON.stringify({ hosts: HOSTS, steps }), 'again.json');
  const { complete } = await runScript(script, { release: 'poison' });
  expect(complete).toBe(true);
});
