// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { comparisonCommands } from '../../src/cli/compare/lines.ts';
import { parseCompareOptions } from '../../src/cli/compare/options.ts';
import { type Ended, folder, run } from './binary.ts';

const SCRIPT = `vars: { word: swordfish, count: 2 }
steps:
  - repeat: { count: "\${count}", steps: [{ ping: { to: 10.0.0.2, payload: "\${word}" } }] }
`;

let place: ReturnType<typeof folder>;
const go = (...args: string[]): Promise<Ended> => run(['run', 'demo.yaml', ...args], { cwd: place.path });
const capture = (): string => readFileSync(path.join(place.path, 'demo.pcap'), 'latin1');

beforeAll(() => {
  place = folder({ 'demo.yaml': SCRIPT });
});
afterAll(() => place.remove());

test('variables have their defaults, or what the command line gives them', async () => {
  expect((await go('-q')).code).toBe(0);
  expect(capture().split('swordfish')).toHaveLength(3);
  const { code, stdout } = await go('-D', 'word=a b', '--define', 'count=3', '--netchannel', '1.9.0');
  expect(code).toBe(0);
  expect(capture().split('a b')).toHaveLength(4);
  expect(stdout.toString()).toContain("run demo.yaml -D 'word=a b' -D count=3 --netchannel");
});

test.each([
  [['-D', 'word'], 'netchannel-sim: Cannot define "word": expected a variable\'s name, "=" and a value\n'],
  [
    ['-D', 'wrod=x'],
    'demo.yaml:1:7: vars: Cannot define "wrod": the script has no such variable; did you mean "word"?\n',
  ],
  [
    ['-D', 'count=x'],
    'demo.yaml:3:22: steps[0].repeat.count: Expected a number of repetitions (0 to 1000000000), got "x"\n',
  ],
])('%j is refused', async (args, message) => {
  const { code, stderr } = await go(...args);
  expect(stderr).toContain(message);
  expect(code).toBe(1);
});

test('compare gives them too, and repeats them in what it suggests', async () => {
  const compare = (...args: string[]): Promise<Ended> =>
    run(['compare', 'demo.yaml', '--json', ...args], { cwd: place.path });
  const { code, stdout } = await compare('-D', 'count=5');
  expect(code).toBe(0);
  expect(JSON.parse(stdout.toString()).differences.compared).toBe(5);
  const wrong = await compare('-D', 'wrod=x');
  expect(wrong.stderr).toContain('vars: Cannot define "wrod": the script has no such variable');
  expect(wrong.code).toBe(1);
  const settings = parseCompareOptions({ color: true, define: ['word=a b'] });
  const commands = comparisonCommands('demo.yaml', settings, {});
  expect(commands?.compare(9)).toBe("netchannel-sim compare demo.yaml -D 'word=a b' --differences 9");
  expect(commands?.run('1.9.0')).toBe("netchannel-sim run demo.yaml -D 'word=a b' --netchannel 1.9.0");
});
