import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPORTERS } from '../../../src/report/reporters/registry.ts';
import { DEMO, folder } from '../binary.ts';
import { type EndedHere, runHere } from '../in-process.ts';

/** A command that reports, with what it needs to do so. */
interface Reporting {
  command: string;
  args: readonly string[];
  /** Of a report that goes to a folder, without extension. */
  baseName: string;
  /** A file that it reads, and what messages call it. */
  input: string;
  inputIs: string;
}

const REPORTING: readonly Reporting[] = [
  {
    command: 'run',
    args: ['run', 'demo.yaml', '--no-capture'],
    baseName: 'demo',
    input: 'demo.yaml',
    inputIs: 'that is the script',
  },
  {
    command: 'compare',
    args: ['compare', 'demo.yaml'],
    baseName: 'demo',
    input: 'demo.yaml',
    inputIs: 'that is the script',
  },
  {
    command: 'inspect',
    args: ['inspect', 'demo.pcap'],
    baseName: 'demo',
    input: 'demo.pcap',
    inputIs: 'that is the capture',
  },
  {
    command: 'probe',
    args: ['probe', 'sh', 'writer'],
    baseName: 'writer-probe',
    input: 'writer',
    inputIs: 'that is the program',
  },
  {
    command: 'replay',
    args: ['replay', 'demo.pcap'],
    baseName: 'demo',
    input: 'demo.pcap',
    inputIs: 'that is the capture that is read',
  },
  {
    command: 'merge',
    args: ['merge', 'demo-1.json', 'demo-2.json'],
    baseName: 'report',
    input: 'demo-1.json',
    inputIs: 'that is merged',
  },
];

let place: ReturnType<typeof folder>;
const inside = (name: string): string => path.join(place.path, name);
const text = (name: string): string => readFileSync(inside(name), 'utf8');
const go = (...args: string[]): Promise<EndedHere> => runHere(args, place.path);

beforeAll(async () => {
  place = folder({ 'demo.yaml': DEMO, writer: 'head -c 60' });
  await go('run', 'demo.yaml', '-q', '-o', 'demo.pcap');
  for (const part of [1, 2]) {
    await go('run', 'demo.yaml', '-q', '--shard', `${part}/2`, '--json', `demo-${part}.json`, '--no-capture');
  }
});
afterAll(() => place.remove());

describe.each(REPORTING)('$command', ({ command, args, baseName, input, inputIs }) => {
  const hasPackets = command !== 'merge' && command !== 'probe';
  const rows = REPORTERS.filter(({ needsPackets }) => hasPackets || needsPackets !== true);
  const on = (...more: string[]): Promise<EndedHere> => go(...args, ...more);

  describe.each(rows)('$name', ({ name, title, extension }) => {
    test('to standard output, or the same to a file beside the text', async () => {
      const plain = await on();
      const printed = await on('--reporter', name);
      expect([printed.code, printed.stderr]).toEqual([0, plain.stderr]);
      expect(printed.stdout.length).toBeGreaterThan(10);
      expect((await on('-q', `--reporter=${name}=r.out`)).stdout).toBe('');
      expect(text('r.out')).toBe(printed.stdout);
      rmSync(inside('r.out'));
      const beside = await on('--reporter', `${name}=r.out`);
      expect(beside.stdout).toBe(name === 'text' ? '' : plain.stdout);
      expect(text('r.out')).toBe(printed.stdout);
    });

    test('to a folder, which is made if a slash says that it is one', async () => {
      await on('--reporter', `${name}=made/deep/`);
      const file = `made/deep/${baseName}.${extension}`;
      const written = text(file);
      writeFileSync(inside(file), 'old');
      await on('--reporter', `${name}=made/deep`);
      expect(text(file)).toBe(written);
    });

    test('never over what is read, or over another report', async () => {
      const before = text(input);
      const over = await on('--reporter', `${name}=${input}`);
      expect([over.code, over.stdout]).toEqual([1, '']);
      expect(over.stderr).toMatch(/^netchannel-sim: Cannot write the /);
      expect(over.stderr).toContain(`${title} to "${input}": ${inputIs}`);
      expect(text(input)).toBe(before);

      const twice = await on('--reporter', `${name}=x.out`, '--reporter', `${name}=./x.out`);
      const why = `the ${title} goes there; name another file after --reporter ${name}=`;
      expect(twice.stderr).toBe(`netchannel-sim: Cannot write the ${title} to "./x.out": ${why}\n`);
      expect([twice.code, existsSync(inside('x.out'))]).toEqual([1, false]);
    });

    test('only one to standard output', async () => {
      const { code, stdout, stderr } = await on('--reporter', 'json', '--reporter', name);
      const what = name === 'json' ? `the ${title} twice` : `both the JSON report and the ${title}`;
      const message = `Cannot write ${what} to standard output; give one a file, as in --reporter ${name}=FILE`;
      expect([code, stdout, stderr]).toEqual([1, '', `netchannel-sim: ${message}\n`]);
    });
  });

  test('the text is not asked for and left out at once', async () => {
    const message = 'Cannot combine --quiet, which leaves out the text report, with --reporter text';
    const { code, stderr } = await on('-q', '--reporter', 'text');
    expect([code, stderr]).toEqual([1, `netchannel-sim: ${message}\n`]);
  });

  test('--json is the JSON reporter, also in a folder', async () => {
    const json = await on('--json');
    expect(json.stdout).toBe((await on('--reporter', 'json')).stdout);
    await on('--json', 'short/');
    expect(text(`short/${baseName}.json`)).toBe(json.stdout);
  });

  test('a name that there is not, and no name', async () => {
    // Of a run that came from no script, the page is known, and refused with what to do instead.
    const known = command === 'inspect' || command === 'probe' ? rows : REPORTERS;
    const names = known.map((row) => row.name).join(', ');
    expect((await on('--reporter', 'jnuit')).stderr).toBe(
      `netchannel-sim: Unknown reporter "jnuit"; did you mean "junit"; there are ${names}\n`,
    );
    expect((await on('--reporter', 'tap=')).stderr).toBe(
      'netchannel-sim: Cannot write the TAP report: the name after "tap=" is empty\n',
    );
  });

  test('a file that cannot be opened is told before anything is done', async () => {
    const { code, stdout, stderr } = await on('--reporter', 'tap=nowhere/r.tap');
    const message = 'Cannot write the TAP report to "nowhere/r.tap": no such file or directory';
    expect([code, stdout, stderr]).toEqual([1, '', `netchannel-sim: ${message}\n`]);
  });
});

describe('a capture that takes standard output', () => {
  test.each([
    [['run', 'demo.yaml', '-o', '-']],
    [['replay', 'demo.pcap', '-o', '-']],
    [['merge', 'demo-1.json', 'demo-2.json', 'demo.pcap', '-o', '-']],
  ])('%j leaves it to no report for programs', async (args) => {
    const { code, stderr } = await go(...args, '--reporter', 'tap');
    const how = 'name a file after "--reporter tap=" or --output';
    expect([code, stderr]).toEqual([
      1,
      `netchannel-sim: Cannot write both the capture and the TAP report to standard output; ${how}\n`,
    ]);
  });

  test.each([
    [['run', 'demo.yaml', '-o', 'c.pcap']],
    [['replay', 'demo.pcap', '-o', 'c.pcap']],
    [['merge', 'demo-1.json', 'demo-2.json', 'demo.pcap', '-o', 'c.pcap']],
    [['compare', 'demo.yaml', '--netchannel', '1.9.0,1.10.0', '-o', 'c{release}']],
  ])('%j: no report goes where a capture goes', async (args) => {
    const file = args[0] === 'compare' ? 'c1.9.0' : 'c.pcap';
    const { code, stderr } = await go(...args, '--reporter', `tap=./${file}`);
    const how = 'the capture goes there; name another file after --reporter tap=';
    expect([code, stderr, existsSync(inside(file))]).toEqual([
      1,
      `netchannel-sim: Cannot write the TAP report to "./${file}": ${how}\n`,
      false,
    ]);
  });
});

describe('-o folder/', () => {
  test.each([
    [['run', 'demo.yaml'], 'demo.pcap'],
    [['run', 'demo.yaml', '--format', 'pcapng'], 'demo.pcapng'],
    [['compare', 'demo.yaml'], 'demo-1.10.1.pcap'],
    [['replay', 'demo.pcap'], 'demo-replay.pcap'],
    [['merge', 'demo.pcap'], 'merged.pcap'],
    [['merge', 'demo.pcap', 'demo.pcapng'], 'merged.pcapng'],
    [['import', 'demo.pcap'], 'demo.yaml'],
  ])('%j puts it there, and makes the folder', async (args, name) => {
    await go('run', 'demo.yaml', '-q', '-o', 'demo.pcapng');
    rmSync(inside('out'), { recursive: true, force: true });
    expect(await go(...args, '-o', 'out/put/')).toMatchObject({ code: 0 });
    expect(text(`out/put/${name}`).length).toBeGreaterThan(24);
    // A folder that is there needs no slash.
    rmSync(inside(`out/put/${name}`));
    expect(await go(...args, '-o', 'out/put')).toMatchObject({ code: 0 });
    expect(existsSync(inside(`out/put/${name}`))).toBe(true);
  });

  test('what is read is not written over, and no script that is there', async () => {
    expect((await go('import', 'demo.pcap', '-o', './')).stderr).toMatch(/"demo\.yaml".*--force/s);
    expect(text('demo.yaml')).toBe(DEMO);
    writeFileSync(inside('merged.pcap'), readFileSync(inside('demo.pcap')));
    const { code, stderr } = await go('merge', 'merged.pcap', '-o', '.');
    expect([code, stderr]).toEqual([
      1,
      'netchannel-sim: Cannot write the merged capture to "merged.pcap": that is merged\n',
    ]);
  });
});
