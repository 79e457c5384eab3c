import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonReportSchema } from '../../src/report/json-schema.ts';
import { type Ended, folder, run } from './binary.ts';

const SCRIPT = (leaks: string, head = 'leaked: 57'): string => `\
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
expect:
  - {release: 1.10.0, ${head}}
  - {release: [1.9.0, 1.10.1], leaked: none}
steps:
  - name: the secret
    udp: {to: alice, to_port: 9, payload: "the password is swordfish and more than that"}
    expect: {verdict: delivered, length: 86}
  - name: too much announced
    raw: {to: bob, size: 80, returns: 80, writes: [{at: 14, data: "hello bob"}]}
    expect:
      - {release: 1.10.0, leaks: ${leaks}}
`;

let place: ReturnType<typeof folder>;
const go = (...args: string[]): Promise<Ended> => run(['run', ...args], { cwd: place.path });

beforeAll(() => {
  place = folder({
    'good.yaml': SCRIPT('57'),
    'bad.yaml': SCRIPT('1'),
    'worse.yaml': SCRIPT('{max: 2}', 'leaked: some, errors: 3'),
    'typo.yaml': SCRIPT('57', 'leeked: 57'),
    'unknown.yaml': SCRIPT('57', 'secrets: {password: {to: bobb}}'),
    'plain.yaml': 'steps: [{arp: {request: 10.0.0.2}}]\n',
  });
});
afterAll(() => place.remove());

describe.concurrent('run', () => {
  test('a script whose expectations are met says so', async () => {
    const { code, stdout, stderr } = await go('good.yaml', '-o', 'good.pcap');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toMatch(/\n\n4 of 4 expectations met\n\n/);
  });

  test('one that is not met is told with its place and the frame, and fails the run', async () => {
    const { code, stdout, stderr } = await go('bad.yaml', '-o', 'bad.pcap');
    expect(code).toBe(2);
    expect(stderr).toBe('netchannel-sim: 1 of 4 expectations is not met\n');
    expect(stdout.toString()).toContain(`
3 of 4 expectations met

bad.yaml:12:27: expected 1 stale byte, found 57 stale bytes
    frame 2, "too much announced", line 9
      0000  02 00 0a 00 00 0b 00 16 3e 00 00 01 88 b5 68 65  ........>.....he
      0010  6c 6c 6f 20 62 6f 62[11 80 9b 0a 00 00 01 0a 00] llo bob.........
      0020 [00 0a c0 00 00 09 00 34 65 9c 74 68 65 20 70 61] .......4e.the pa
      0030 [73 73 77 6f 72 64 20 69 73 20 73 77 6f 72 64 66] ssword is swordf
      0040 [69 73 68 20 61 6e 64 20 6d 6f 72 65 20 74 68 61] ish and more tha
`);
  });

  test('-q leaves standard output empty, and tells failures on standard error', async () => {
    const { code, stdout, stderr } = await go('worse.yaml', '-q', '-o', 'worse.pcap', '--list', '1');
    expect([code, stdout.toString()]).toEqual([2, '']);
    expect(stderr).toBe(`\
netchannel-sim: 2 of 5 expectations are not met
worse.yaml:3:37: expected 3 failed writes, found none
  … 1 more failure not listed one by one: --list all shows the first ones
`);
    const good = await go('good.yaml', '-q', '-o', 'quiet.pcap');
    expect([good.code, good.stdout.toString(), good.stderr]).toEqual([0, '', '']);
  });

  test('under several releases, it is told which failed', async () => {
    const { code, stdout, stderr } = await go('bad.yaml', '--matrix', '-o', 'bad-{release}.pcap');
    expect([code, stderr]).toEqual([2, 'netchannel-sim: Under 1.10.0: 1 of 4 expectations is not met\n']);
    expect(stdout.toString().match(/\d of \d expectations met/g)).toEqual([
      '3 of 3 expectations met',
      '3 of 4 expectations met',
      '3 of 3 expectations met',
    ]);
  });

  test('the JSON report has each expectation, met or not', async () => {
    const { code, stdout } = await go('bad.yaml', '--json', '-o', 'json.pcap');
    expect(code).toBe(2);
    const { expectations } = jsonReportSchema.parse(JSON.parse(stdout.toString()));
    expect(expectations).toMatchObject({ checked: 4, failed: 1, unchecked: 0, failureCount: 1 });
    expect(expectations.items.map(({ line, what, met }) => [line, what, met])).toEqual([
      [3, '57 leaked bytes', true],
      [8, 'verdict delivered', true],
      [8, '86 bytes', true],
      [12, '1 stale byte', false],
    ]);
    const [failure] = expectations.failures;
    expect(failure).toMatchObject({
      line: 12,
      column: 27,
      step: 1,
      release: '1.10.0',
      field: 'leaks',
      frame: 2,
    });
    expect(failure?.excerpt?.marks).toEqual([{ start: 23, end: 80 }]);
    const capture = readFileSync(path.join(place.path, 'json.pcap'));
    expect(capture.subarray(-80).toString('hex')).toBe(failure?.excerpt?.bytes);
  });

  test('a script without any is as it was', async () => {
    const { code, stdout, stderr } = await go('plain.yaml', '-o', 'plain.pcap');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).not.toContain('expect');
  });

  test('names that are not known are told with their place', async () => {
    const typo = await go('typo.yaml');
    expect([typo.code, typo.stdout.toString()]).toEqual([1, '']);
    expect(typo.stderr).toContain(
      'typo.yaml:3:23: expect[0].leeked: Unknown key "leeked"; did you mean "leaked"?',
    );
    const unknown = await go('unknown.yaml');
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain(
      'unknown.yaml:3:33: expect[0].secrets.password: Unknown secret "password"',
    );
    expect(unknown.stderr).toContain('Unknown host "bobb"; did you mean "bob"?');
  });
});

test('compare takes no notice of expectations', async () => {
  const { code, stderr } = await run(['compare', 'bad.yaml'], { cwd: place.path });
  expect([code, stderr]).toEqual([0, '']);
});
