import { expect, test } from 'vitest';
import { RELEASE_NAMES, RELEASES, type Release } from '../../src/netchannel/releases.ts';
import { jsonReport } from '../../src/report/json.ts';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { renderText } from '../../src/report/text.ts';
import { loadScript } from '../../src/script/load-script.ts';
import type { RunResult } from '../../src/simulation/result.ts';
import { runScript } from '../../src/simulation/run.ts';

const UDP = { udp: { to: 'alice', to_port: 9, payload: 'lost' } };
const RECEIVE = { receive: { from: 'alice', udp: { to_port: 9, payload: 'lost' } } };

async function run(release: Release, steps: readonly unknown[], more: object = {}): Promise<RunResult> {
  const text = JSON.stringify({ hosts: { alice: { ip: '10.0.0.10' } }, ...more, steps });
  const result = await runScript(loadScript(text, 'lost.json'), { release });
  jsonReportSchema.parse(jsonReport(result, null));
  return result;
}

const textOf = (result: RunResult, verbose = false): string =>
  renderText(result, { verbose }).replace(/\s+/g, ' ');

test.each(RELEASE_NAMES)('%s: a run in which all crosses has none', async (release) => {
  const result = await run(release, [
    UDP,
    RECEIVE,
    { udp: { ...UDP.udp, payload: { size: 4000 } } },
    { receive: { from: 'alice', udp: { to_port: 9, payload: { size: 900 } } } },
    { fault: { drop: 1 } },
    UDP,
    { fault: { error: 1 } },
    UDP,
    { repeat: { count: 300, steps: [UDP, RECEIVE] } },
  ]);
  expect([result.lost, result.endErrorCount]).toEqual([undefined, undefined]);
});

const STRICT = RELEASE_NAMES.filter((release) => RELEASES[release].back.reading !== 'lenient');

test.each(STRICT)('%s: what netback never reads once it has stopped', async (release) => {
  const hostile = { hostile: { netfront: { request: { gref: 2000 } } } };
  const result = await run(release, [hostile, UDP, { repeat: { count: 3, steps: [UDP] } }]);
  const entry = { end: 'netfront', why: 'stopped' };
  expect(result.lost).toEqual({
    count: 4,
    entries: [
      { step: 1, ...entry, writes: 1 },
      { step: 3, ...entry, writes: 3 },
    ],
  });
  // The act is no write.
  expect([result.errorCount, result.endErrorCount]).toEqual([1, 1]);
  expect(textOf(result)).toContain(
    'FAILED STEPS 1 failure of an end "hostile netfront: request", line 1: netback stopped listening',
  );
  expect(textOf(result)).toContain(
    'NEVER CROSSED 4 writes, of these steps "udp to alice:9", line 1: 1 never read, netback had stopped listening',
  );
  const told = textOf(result, true);
  expect(told).toContain('never read 4 the other end had stopped listening');
  expect(told).not.toContain('nothing of them was sent');
});

test('a frame that lay before a bad request is not read, either', async () => {
  const hostile = { hostile: { netfront: { request: { size: 5000 } } } };
  const steps = [{ fault: { stall: true } }, UDP, hostile, { fault: { resume: true } }];
  const { totals, lost } = await run('1.10.0', steps);
  expect([totals.frames, lost?.entries]).toEqual([
    0,
    [{ step: 1, end: 'netfront', why: 'stopped', writes: 1 }],
  ]);
});

test('what waits for a block until the end', async () => {
  const result = await run('1.10.0', [{ fault: { drop: 300 } }, { repeat: { count: 300, steps: [UDP] } }]);
  expect(result.lost).toEqual({
    count: 44,
    entries: [{ step: 2, end: 'netfront', why: 'waited', writes: 44 }],
  });
  expect(textOf(result)).toContain('44 never sent, waited for a free slot and block until the end');
  expect(textOf(result, true)).toContain('never sent 44 waited for a free block or page until the end');
});

test('what nobody polls for, in both directions', async () => {
  const { lost } = await run('2.1.8', ['poll', UDP, RECEIVE, UDP], { poll: 'manual' });
  expect(lost?.entries).toEqual([
    { step: 1, end: 'netfront', why: 'unread', writes: 1 },
    { step: 2, end: 'netback', why: 'unread', writes: 1 },
    { step: 3, end: 'netfront', why: 'unread', writes: 1 },
  ]);
});

test('what netfront never takes once it has stopped, and what then waits for pages', async () => {
  const hostile = { hostile: { netback: { respond: { id: 60_000 } } } };
  const { lost, errorCount, endErrorCount } = await run('1.10.0', [
    hostile,
    { repeat: { count: 300, steps: [RECEIVE] } },
  ]);
  // One more failed: where its page should be named, the hostile response is.
  expect([lost?.count, errorCount, endErrorCount]).toEqual([299, 2, 1]);
  expect(lost?.entries.map(({ end, why }) => [end, why])).toEqual([
    ['netback', 'stopped'],
    ['netback', 'waited'],
  ]);
});

test('of guests, each with its channel, and of what the firewall makes of their frames', async () => {
  const more = { guests: { work: { ip: '10.0.0.5' } }, unikernel: { ip: '10.0.0.1' } };
  const hostile = { hostile: { netfront: { request: { gref: 2000 } } } };
  const udp = { guest: 'work', ...UDP };
  const { lost } = await run('1.10.0', [hostile, udp, { guest: 'work', ...hostile }, udp], more);
  expect(lost?.entries).toEqual([
    { step: 1, channel: 'uplink', end: 'netfront', why: 'stopped', writes: 1 },
    { step: 3, channel: 'work', end: 'netfront', why: 'stopped', writes: 1 },
  ]);
});
