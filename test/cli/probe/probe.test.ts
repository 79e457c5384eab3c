import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeSchema } from '../../../src/report/probe/json-schema.ts';
import { reportersOf } from '../../../src/report/reporters/registry.ts';
import { folder, run } from '../binary.ts';

const WRITER = `
const fs = require('node:fs');
const number = Number(process.env.NETCHANNEL_SIM_FRAME);
const buffer = fs.readFileSync(0);
// The first frame has a hole; the second a sum over old memory; the third is right.
buffer.fill(7, 0, number === 1 ? 40 : 60);
if (number === 1) buffer.fill(7, 42, 60);
if (number === 2) buffer[30] = (buffer[100] + buffer[101]) & 255;
fs.writeSync(1, buffer.subarray(0, 60));
`;

let place: ReturnType<typeof folder>;
beforeAll(() => {
  place = folder({ 'writer.cjs': WRITER });
});
afterAll(() => place.remove());
const probe = (...options: string[]) =>
  run(['probe', ...options, '--', 'node', 'writer.cjs'], { cwd: place.path });
const read = (file: string): string => readFileSync(path.join(place.path, file), 'utf8');

describe('probe', () => {
  test('tells what passes through, what is computed from old memory, and what to do next', async () => {
    const { code, stdout, stderr } = await probe('--frames', '3');
    expect([code, stderr]).toEqual([0, '']);
    const text = stdout.toString();
    expect(text).toMatch(/^node writer\.cjs: a buffer of 2,048 bytes, filled in 5 ways, 10 times in all\n/);
    expect(text).toContain(
      'This writer counts on zeroed memory: 2 of 180 bytes in 3 frames are what was in memory before; one\nthing more depends on it.',
    );
    expect(text).toContain('bytes 40..41 (ethernet.payload) pass through: a hole between what is written');
    expect(text).toContain('byte 30 (ethernet.payload) is computed from old memory');
    expect(text).toContain('netchannel-sim probe --frames 3 -v -- node writer.cjs');
    expect(text).not.toContain('FRAME 3');
  });

  test('-v tells every byte with its field', async () => {
    const { stdout } = await probe('-v', '--frames', '3');
    expect(stdout.toString()).toMatch(/^ {4}14\.\.39 +ethernet\.payload +written$/m);
    expect(stdout.toString()).toMatch(/^ {4}40\.\.41 +ethernet\.payload +passes through$/m);
    expect(stdout.toString()).toContain('FRAME 3');
    expect(stdout.toString()).not.toContain('NEXT');
  });

  test('--json is as the schema says', async () => {
    const { stdout } = await probe('--json', '--frames', '2');
    const report = probeSchema.parse(JSON.parse(stdout.toString()));
    expect(report).toMatchObject({ subject: 'node writer.cjs', size: 2048, passes: 10 });
    expect(report.frames[0]?.flaws[0]).toMatchObject({ rule: 'leak', cause: 'hole', start: 40, end: 42 });
    expect(report.frames[0]?.dirty.slice(80, 84)).toBe('a5a5');
    expect(report.frames[0]?.clean.slice(80, 84)).toBe('0000');
  });

  test('--fail-on: 2 if there is one, and why', async () => {
    expect((await probe('--fail-on', 'checksum', '-q')).code).toBe(0);
    const { code, stdout, stderr } = await probe(
      '-q',
      '--frames',
      '2',
      '--fail-on',
      'leak',
      '--fail-on',
      'depends',
    );
    expect([code, stdout.toString()]).toEqual([2, '']);
    expect(stderr).toBe(
      [
        'netchannel-sim: Found 2 bytes of old memory in 1 frame, which --fail-on leak asks to fail',
        'netchannel-sim: Found 1 thing that depends on old memory, which --fail-on depends asks to fail',
        '',
      ].join('\n'),
    );
  });

  test('goes to every reporter', async () => {
    const rows = reportersOf('probe').filter(({ name }) => name !== 'text');
    expect(rows.map(({ name }) => name)).toEqual(['json', 'junit', 'tap', 'sarif', 'github', 'markdown']);
    const wanted = rows.flatMap(({ name, extension }) => ['--reporter', `${name}=r.${extension}`]);
    const { code, stderr } = await probe(...wanted, '--frames', '2', '--fail-on', 'leak');
    expect([code, stderr.split('\n').length]).toEqual([2, 2]);
    expect(read('r.xml')).toContain(
      '<failure message="Found 2 bytes of old memory in 1 frame, which --fail-on leak',
    );
    expect(read('r.tap')).toContain('not ok 1 - nothing of the buffer passes through');
    const [sarif] = JSON.parse(read('r.sarif')).runs;
    expect(
      sarif.results.map(({ ruleId, level }: { ruleId: string; level: string }) => [ruleId, level]),
    ).toEqual([
      ['leak', 'error'],
      ['depends', 'warning'],
    ]);
    expect(sarif.results[0].locations[0].physicalLocation.artifactLocation.uri).toBe('writer.cjs');
    expect(read('r.log')).toContain('::error file=writer.cjs,title=leak::frame 1, ');
    expect(read('r.md')).toContain('### `probe of node writer.cjs`: failed');
  });

  test.each([
    [['--size', '0'], 'Cannot use "0" after --size: expected a number from 1 to 65535'],
    [['--frames', '1001'], 'Cannot use "1001" after --frames: expected a number from 1 to 1000'],
    [
      ['--timeout', 'soon'],
      'Cannot use "soon" after --timeout: expected seconds from 0.1 to 3600, such as 2 or 0.5',
    ],
    [['--fail-on', 'leek'], 'Unknown finding "leek" after --fail-on; did you mean "leak"'],
    [['--size', '65535', '--frames', '1000'], 'Cannot probe 1000 frames of 65535 bytes'],
    [['--json', 'writer.cjs'], 'Cannot write the JSON report to "writer.cjs": that is the program'],
    [['--reporter', 'html=x.html'], 'Unknown reporter "html"'],
  ])('refuses %j', async (options, message) => {
    const { code, stdout, stderr } = await probe(...options);
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toContain(`netchannel-sim: ${message}`);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  test('who forgets -- is told', async () => {
    const { code, stderr } = await run(['probe', 'node', '--udp'], { cwd: place.path });
    expect([code, stderr]).toEqual([
      1,
      'netchannel-sim: Unknown option "--udp"; options of the program come after it, and -- before it; see "netchannel-sim probe --help"\n',
    ]);
  });

  test('options of the program come after --', async () => {
    const { code, stdout } = await run(
      [
        'probe',
        '--json',
        '--',
        'node',
        '-e',
        'fs.writeSync(1, process.argv.slice(1).join())',
        '--',
        '--size',
        '-q',
      ],
      { cwd: place.path },
    );
    expect(code).toBe(0);
    const { subject, frames } = JSON.parse(stdout.toString());
    expect(subject).toBe("node -e 'fs.writeSync(1, process.argv.slice(1).join())' -- --size -q");
    expect(frames[0].clean).toBe(Buffer.from('--size,-q').toString('hex'));
  });
});
