import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readPcap } from '../pcap-writer/read-pcap.ts';
import { folder } from './binary.ts';

const LAUNCHER = path.join(import.meta.dirname, '../../bin/netchannel-sim.js');

/** More than fits, of captures and of reports. */
const MANY = `
release: 1.10.0
hosts: {alice: {ip: 10.0.0.10}, bob: {ip: 10.0.0.11}}
steps:
  - repeat: {count: 1500, steps: [
      {udp: {to: alice, to_port: 9, payload: "some text that is long enough for leaks"}},
      {raw: {to: bob, size: 80, writes: [{at: 14, data: "hello bob"}]}}]}
`;

const OLDER = 'what was there before\n';

/** Kilobytes that a file may have. */
const LIMIT = 16;

let place: ReturnType<typeof folder>;
let full: string;
let isMounted = false;

beforeAll(() => {
  place = folder({ 'many.yaml': MANY });
  const made = spawnSync(process.execPath, [LAUNCHER, 'run', 'many.yaml', '-q', '-o', 'many.pcap'], {
    cwd: place.path,
  });
  expect(made.status).toBe(0);
  // No copy, which merge would warn of.
  const other = readFileSync(path.join(place.path, 'many.pcap'));
  other.writeUInt8((other.at(-1) ?? 0) ^ 1, other.length - 1);
  writeFileSync(path.join(place.path, 'more.pcap'), other);
  full = path.join(place.path, 'full');
  mkdirSync(full);
  isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', full]).status === 0;
});
afterEach(() => {
  for (const name of readdirSync(full)) rmSync(path.join(full, name), { recursive: true });
});
afterAll(() => {
  if (isMounted) execFileSync('umount', [full]);
  place.remove();
});

interface Outcome {
  status: number | null;
  stderr: string;
}

/** Runs the program in a shell, with a limit on the size of files unless it writes to the full disk. */
function shell(line: string, limit: number | null = LIMIT): Outcome {
  const limited = limit === null ? '' : `ulimit -f ${limit}; `;
  const program = `netchannel() { "${process.execPath}" "${LAUNCHER}" "$@"; }; ${limited}`;
  const { status, stderr } = spawnSync('bash', ['-c', program + line], { cwd: place.path, encoding: 'utf8' });
  return { status, stderr };
}

const TO_STANDARD_OUTPUT = [
  'run many.yaml -q -o -',
  'run many.yaml -q -o - --format pcapng',
  'run many.yaml --no-capture --json',
  'run many.yaml --no-capture --reporter json',
  'replay many.pcap -q -o -',
  'replay many.pcap -o /dev/null --json',
  'merge many.pcap more.pcap -q -o -',
  'import many.pcap -o -',
  'schema',
  'schema --reference',
];

describe.skipIf(process.platform === 'win32')('standard output that is a file', () => {
  test.each(TO_STANDARD_OUTPUT)('which cannot take all: %s', (line) => {
    const { status, stderr } = shell(`netchannel ${line} > out`);
    expect(stderr).toMatch(
      /^netchannel-sim: Cannot write (to|the capture to) standard output: the file grows/,
    );
    expect(stderr).not.toContain('Wrote');
    expect(status).toBe(1);
  });

  test.each([
    ['completion bash', 1],
    ['samples show osec-2019-01', 1],
    ['advisory OSEC-2019-01 --json', 1],
    ['--help', 1],
    ['run --help', 1],
  ])('which takes a kilobyte: %s', (line, limit) => {
    const { status, stderr } = shell(`netchannel ${line} > out`, limit);
    expect([status, stderr]).toEqual([
      1,
      'netchannel-sim: Cannot write to standard output: the file grows too large\n',
    ]);
  });

  test
    .skipIf(!existsSync('/dev/full'))
    .each([
      'samples list',
      'advisory check 1.10.0',
      'extcap --extcap-interfaces',
      '--version',
      'inspect many.pcap',
      'compare many.yaml',
    ])('on a full disk: %s', (line) => {
    const { status, stderr } = shell(`netchannel ${line} > /dev/full`, null);
    expect(stderr).toBe('netchannel-sim: Cannot write to standard output: no space left on the device\n');
    expect(status).toBe(1);
  });
});

const TO_FILES = [
  ['run many.yaml --no-capture -q --json', 'JSON report'],
  ['run many.yaml --no-capture -q --reporter json=', 'JSON report'],
  ['replay many.pcap -q -o /dev/null --json', 'JSON report'],
  ['import many.pcap --force -o', 'script'],
] as const;

describe.skipIf(process.platform === 'win32')('a file that is of use only if it is whole', () => {
  const written = (line: string): string => (line.endsWith('=') ? `${line}x.out` : `${line} x.out`);

  test.each(TO_FILES)('leaves no half: %s', (line, title) => {
    const { status, stderr } = shell(`netchannel ${written(line)}`);
    expect(stderr).toBe(`netchannel-sim: Cannot write the ${title} to "x.out": the file grows too large\n`);
    expect(status).toBe(1);
    expect(readdirSync(place.path).sort()).toEqual(
      ['full', 'many.pcap', 'many.yaml', 'more.pcap', 'out'].sort(),
    );
  });

  test.each(TO_FILES)('leaves the older one: %s', (line, title) => {
    writeFileSync(path.join(place.path, 'x.out'), OLDER);
    const { status, stderr } = shell(`netchannel ${written(line)}`);
    const there = readFileSync(path.join(place.path, 'x.out'), 'utf8');
    rmSync(path.join(place.path, 'x.out'));
    expect(there).toBe(OLDER);
    expect(stderr).toContain(
      `Cannot write the ${title} to "x.out": the file grows too large; the file that was`,
    );
    expect(status).toBe(1);
    expect(readdirSync(place.path).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('replaces the older one, follows a link to it, and keeps its permissions', () => {
    writeFileSync(path.join(place.path, 'real.json'), OLDER);
    chmodSync(path.join(place.path, 'real.json'), 0o640);
    symlinkSync('real.json', path.join(place.path, 'link.json'));
    expect(shell('netchannel run many.yaml --no-capture -q --json link.json', null).status).toBe(0);
    expect(readlinkSync(path.join(place.path, 'link.json'))).toBe('real.json');
    expect(statSync(path.join(place.path, 'real.json')).mode & 0o777).toBe(0o640);
    expect(JSON.parse(readFileSync(path.join(place.path, 'real.json'), 'utf8')).totals.frames).toBe(3000);
    for (const name of ['real.json', 'link.json']) rmSync(path.join(place.path, name));
  });

  test('goes where a descriptor goes, behind what is there', () => {
    const line = 'netchannel run many.yaml --no-capture -q --json /dev/fd/3 3> fd.json';
    expect(shell(line, null).status).toBe(0);
    expect(JSON.parse(readFileSync(path.join(place.path, 'fd.json'), 'utf8')).totals.frames).toBe(3000);
    rmSync(path.join(place.path, 'fd.json'));
  });

  test('is not there, or is the older one, after a command that fails', () => {
    for (const line of ['run many.yaml -q -o no/such.pcap', 'replay many.yaml -q -o x.pcap']) {
      const file = path.join(place.path, 'new.json');
      expect(shell(`netchannel ${line} --json new.json`, null).status).toBe(1);
      expect(existsSync(file)).toBe(false);
      writeFileSync(file, OLDER);
      expect(shell(`netchannel ${line} --json new.json`, null).status).toBe(1);
      expect(readFileSync(file, 'utf8')).toBe(OLDER);
      rmSync(file);
    }
    expect(existsSync(path.join(place.path, 'x.pcap'))).toBe(false);
  });
});

const CAPTURES = [
  'run many.yaml -q -o',
  'replay many.pcap -q -o',
  'merge many.pcap more.pcap -q -o',
] as const;

describe.skipIf(process.platform === 'win32')('a capture on a full disk', () => {
  const target = (): { file: string; limit: number | null } =>
    isMounted ? { file: 'full/x.pcap', limit: null } : { file: 'x.pcap', limit: LIMIT };
  const why = (): string => (isMounted ? 'no space left on the device' : 'the file grows too large');

  test.each(CAPTURES)('keeps the packets that fit: %s', (line) => {
    const { file, limit } = target();
    const { status, stderr } = shell(`netchannel ${line} ${file}`, limit);
    expect(stderr).toBe(
      `netchannel-sim: Cannot write "${file}": ${why()}; the whole packets that fit are kept\n`,
    );
    expect(status).toBe(1);
    const whole = readPcap(readFileSync(path.join(place.path, 'many.pcap'))).packets;
    const kept = readPcap(readFileSync(path.join(place.path, file))).packets;
    rmSync(path.join(place.path, file));
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.length).toBeLessThan(whole.length);
    if (line.startsWith('run')) expect(kept).toEqual(whole.slice(0, kept.length));
  });

  test.each(CAPTURES)('leaves the older one: %s', (line) => {
    const { file, limit } = target();
    writeFileSync(path.join(place.path, file), OLDER);
    const { status, stderr } = shell(`netchannel ${line} ${file}`, limit);
    const there = readFileSync(path.join(place.path, file), 'utf8');
    rmSync(path.join(place.path, file));
    expect(there).toBe(OLDER);
    expect(stderr).toBe(
      `netchannel-sim: Cannot write "${file}": ${why()}; the file that was there is as it was\n`,
    );
    expect(status).toBe(1);
    expect(readdirSync(path.dirname(path.join(place.path, file))).filter((n) => n.endsWith('.part'))).toEqual(
      [],
    );
  });
});

describe.skipIf(process.platform === 'win32')('a reader of the capture that leaves', () => {
  test.each([
    'run many.yaml -q -o - --fail-on leak --json left.json',
    'run many.yaml -q -o - --format pcapng --fail-on leak --json left.json',
    'replay many.pcap -q -o - --netchannel 1.10.0 --fail-on leak --json left.json',
  ])('costs neither the report nor the exit status: %s', (line) => {
    const { stderr } = shell(`(netchannel ${line}; echo "status $?" >&2) | head -c 100 > /dev/null`, null);
    const file = path.join(place.path, 'left.json');
    const report = JSON.parse(readFileSync(file, 'utf8'));
    rmSync(file);
    expect([report.complete, report.totals.frames]).toEqual([true, 3000]);
    expect(stderr).toMatch(/^netchannel-sim: Found .*leak.*\nstatus 2\n$/);
  });
});
