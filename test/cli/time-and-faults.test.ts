import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { openWithWireshark } from '../judge/wireshark.ts';
import { folder, run } from './binary.ts';

const TIMED = `
name: timed
epoch: 2019-03-21T00:00:00Z
link: {rate: 10Mbit, latency: 2ms}
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - repeat: {count: 2, every: 10ms, steps: [{raw: {to: alice, size: 1250}}]}
  - {after: 100us, raw: {to: alice, size: 1250}}
  - {at: 1.5s, raw: {to: alice, size: 125}}
  - receive: {size: 250, from: alice}
`;

const FAULTY = `
name: faulty
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - fault: {error: 1}
  - name: the secret
    udp: {to: alice, to_port: 9, payload: "swordfish swordfish swordfish"}
  - {name: a frame that is announced longer than it is, raw: {to: bob, size: 71}}
  - fault: {delay: 1, by: 5ms}
  - ping: {to: bob}
  - fault: {drop: 2}
  - repeat: {count: 2, steps: [ping: {to: bob}]}
  - fault: {stall: 20ms}
  - ping: {to: bob}
`;

/** Two frames cross; of what follows, a thousandth fits into memory. */
const WAITING = `poll: manual
hosts: {alice: {ip: 10.0.0.10}}
steps:
  - {ping: {to: alice}}
  - {ping: {to: alice}}
  - poll
  - repeat: {count: 1000000, steps: [{udp: {to: alice, to_port: 9, payload: {size: 60000}}}]}
`;

const files = folder({
  'timed.yaml': TIMED,
  'faulty.yaml': FAULTY,
  'waiting.yaml': WAITING,
  'past.yaml': 'steps:\n  - {at: 2s, poll: }\n  - {at: 1s, poll: }\n',
});
afterAll(() => files.remove());
const inside = (name: string): Buffer => readFileSync(path.join(files.path, name));

/** Milliseconds since the start of the run, as Wireshark reads them. */
async function times(capture: string): Promise<number[]> {
  const judge = await openWithWireshark(inside(capture));
  const epochs = judge.fields(['frame.time_epoch']).map((fields) => fields['frame.time_epoch']);
  judge.close();
  return epochs.map((epoch) => {
    const [seconds = '', nanoseconds = ''] = epoch.split('.');
    return (Number(seconds) - 1_553_126_400) * 1000 + Number(nanoseconds) / 1e6;
  });
}

describe('a script with times of its own', () => {
  test('Wireshark shows when the receiver has each frame', async () => {
    const { code, stderr } = await run(['run', 'timed.yaml', '-q'], { cwd: files.path });
    expect([code, stderr]).toEqual([0, '']);
    // 1250 bytes take 1 ms at 10 Mbit/s: the third frame, 0.1 ms after the second, has to wait for it.
    expect(await times('timed.pcap')).toEqual([3, 13, 14, 1502.1, 1503.2]);
  });

  test('a time that is certainly past is refused', async () => {
    const { code, stderr } = await run(['run', 'past.yaml'], { cwd: files.path });
    expect([code, stderr]).toEqual([
      1,
      'past.yaml:3:10: steps[1].at: Time 1s is past by then: the step in line 2 is taken at 2s\n  3 |   - {at: 1s, poll: }\n    |          ^\n',
    ]);
  });
});

describe('a script with faults', () => {
  test('the report tells of them, and where the bytes that leak come from', async () => {
    const { code, stdout } = await run(['run', 'faulty.yaml', '-v', '--json', 'report.json'], {
      cwd: files.path,
    });
    expect(code).toBe(0);
    const text = stdout.toString();
    expect(text).toContain('faulty responses       4  2 dropped, 1 refused, 1 delayed');
    expect(text).toContain('last written by a write that never became a frame, for alice (10.0.0.10) !');
    expect(text).toContain('"the secret", line 6: netback refused the frame in block 0 with status -1');
    const report = jsonReportSchema.parse(JSON.parse(inside('report.json').toString()));
    expect(report.device).toMatchObject({ responsesDropped: 2, responsesRefused: 1, responsesDelayed: 1 });
    expect(report.totals).toMatchObject({ frames: 5, txFrames: 5 });
  });

  test('the frame of the refused request is not in the capture, and those of the stall come after it', async () => {
    await run(['run', 'faulty.yaml', '-q'], { cwd: files.path });
    const judge = await openWithWireshark(inside('faulty.pcap'));
    expect(judge.matchedFrames('udp')).toEqual([]);
    expect(judge.matchedFrames('frame contains "swordfish"')).toEqual([1]);
    judge.close();
    expect(await times('faulty.pcap')).toEqual([1, 2, 3, 4, 25]);
  });

  test('without faults the reports say nothing of them but zeros', async () => {
    const { stdout } = await run(['run', '-', '-o', 'none.pcap', '--json', 'report.json'], {
      cwd: files.path,
      input: 'steps: [ping: {to: 10.0.0.2}]',
    });
    expect(stdout.toString()).not.toContain('faulty');
    const report = jsonReportSchema.parse(JSON.parse(inside('report.json').toString()));
    expect(report.device).toMatchObject({ responsesDropped: 0, responsesRefused: 0, responsesDelayed: 0 });
  });
});

test('a script that makes more packets wait than fits into memory ends, and what had crossed is kept', async () => {
  const { code, stderr } = await run(['run', 'waiting.yaml', '-q', '--json', 'waiting.json'], {
    cwd: files.path,
  });
  expect(stderr).toMatch(
    /^netchannel-sim: waiting\.yaml:7: Cannot let another write wait: 1\d\d\d do already, in 64 MiB of memory; poll more often, or end the stall\n$/,
  );
  expect(code).toBe(1);
  const judge = await openWithWireshark(inside('waiting.pcap'));
  expect(judge.matchedFrames('icmp')).toEqual([1, 2]);
  judge.close();
});
