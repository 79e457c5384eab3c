import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, folder, run } from './binary.ts';

/** Colours, a window title, the same in C1, text that runs backwards, and lines that end where none should. */
const EVIL = 'a\u001b[31m\u001b]0;pwned\u0007\u009b1m\u202eb\u2066\u2028\u061c\u200fc';
/** Control and formatting characters but line ends and tabs. */
const DANGEROUS = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const yaml = JSON.stringify(EVIL);
const SCRIPT = `
name: ${yaml}
vars: {${yaml.replaceAll(' ', '')}: 1}
`;
const NAMED = `${EVIL}.yaml`;
const CAPTURE = `${EVIL}.pcapng`;

let place: ReturnType<typeof folder>;

beforeAll(async () => {
  place = folder({
    [NAMED]: `name: ${yaml}\nrelease: 1.10.0\nhosts: {alice: {ip: 10.0.0.10}}\nsteps:\n  - note: ${yaml}\n  - name: ${yaml}\n    udp: {to: alice, to_port: 9, payload: [${yaml}, {size: 40, secret: s}]}\n  - name: ${yaml}\n    raw: {to: alice, size: 400, returns: 400, writes: [{at: 14, data: hello}]}\n    expect: {leaks: 0}\n`,
    'variables.yaml': SCRIPT,
    'not-met.yaml': `steps: [{ping: {to: 10.0.0.2}, expect: {${yaml}: 1}}]`,
    'c1-bidi.yaml': 'steps: [ping: { to: "\u009b31m\u202e" }]\n',
    'esc-header.yaml': 'steps: |\u001b]0;pwned\u0007\u001b[31m\n  x\n',
    'esc-directive.yaml': '%\u001b[31m x\n---\nsteps: []\n',
    'esc-tag.yaml': 'steps: !<\u001b[31mred> x\n',
    'esc-report.json': '{"a":\u001b[31m}',
    'evil.opam': `opam-version: "2.0"\nname: "netchannel"\nversion: ${JSON.stringify(`1.10.0${EVIL}`).replaceAll('\\u001b', '\u001b').replaceAll('\\u0007', '\u0007')}\n`,
    'range.opam': `depends: ["netchannel" {= "1.10.0" & os = "\u009b31m\u202e"}]`,
    [`${EVIL}.opam`]: 'depends: ["netchannel" {= "\u001b[31m',
    [`${EVIL}.pcap`]: 'no capture',
    [`${EVIL}.json`]: '{}',
    [`${EVIL}.pkg`]: '(',
  });
  const made = await run(['run', NAMED, '-q', '-o', CAPTURE], { cwd: place.path });
  expect([0, 2]).toContain(made.code);
  copyFileSync(path.join(place.path, CAPTURE), path.join(place.path, `${EVIL}2.pcapng`));
}, 60_000);

afterAll(() => place.remove());

const go = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  run(args, { cwd: place.path, env, input: EVIL });

test.each(
  [
    ['run', NAMED, '--no-capture', '--list', 'all'],
    ['run', NAMED, '-o', `${EVIL}-run.pcap`],
    ['run', NAMED, NAMED, '-o', `${EVIL}-{script}.pcap`],
    ['run', NAMED, '--no-capture', '--matrix'],
    ['run', NAMED, '-q', '-o', `${EVIL}/x.pcap`],
    ['run', NAMED, '--no-capture', '-q', '--json', `${EVIL}/x.json`],
    ['run', `${EVIL}-none.yaml`],
    ['run', '-'],
    ['run', NAMED, `--${EVIL}`],
    ['run', NAMED, '--seed', EVIL],
    ['run', NAMED, '--netchannel', EVIL],
    ['run', NAMED, '-D', EVIL],
    ['run', NAMED, '-D', `${EVIL}=1`],
    ['run', NAMED, '--reporter', EVIL],
    ['run', NAMED, '--fail-on', EVIL],
    ['run', 'variables.yaml', '--no-capture'],
    ['run', 'not-met.yaml', '--no-capture'],
    ['run', 'c1-bidi.yaml'],
    ['run', 'esc-header.yaml'],
    ['run', 'esc-directive.yaml'],
    ['run', 'esc-tag.yaml'],
    ['compare', NAMED],
    ['compare', NAMED, EVIL],
    ['merge', 'esc-report.json'],
    ['merge', `${EVIL}.json`],
    ['merge', `${EVIL}.pcap`, CAPTURE, '-o', 'x.pcapng'],
    ['merge', CAPTURE, `${EVIL}2.pcapng`, '-o', `${EVIL}-merged.pcapng`],
    ['inspect', CAPTURE],
    ['inspect', `${EVIL}.pcap`],
    ['inspect', `${EVIL}-none.pcap`],
    ['inspect', '-'],
    ['probe', '--', EVIL],
    ['probe', '--', 'sh', '-c', 'printf "$0" >&2', EVIL],
    ['probe', '--', 'printf', EVIL],
    ['probe', '--size', EVIL, '--', 'cat'],
    ['replay', CAPTURE, '--no-capture'],
    ['replay', `${EVIL}.pcap`],
    ['replay', CAPTURE, '-o', `${EVIL}-replay.pcap`],
    ['import', CAPTURE, '-o', `${EVIL}-import.yaml`],
    ['import', `${EVIL}.pcap`],
    ['import', CAPTURE, '--guest', EVIL],
    ['samples', 'show', EVIL],
    ['samples', EVIL],
    ['schema', EVIL],
    ['completion', EVIL],
    ['advisory', EVIL],
    ['advisory', 'check', 'evil.opam'],
    ['advisory', 'check', 'range.opam'],
    ['advisory', 'check', `${EVIL}.opam`, `${EVIL}.pkg`, EVIL],
    ['advisory', 'check', '.'],
    ['advisory', 'check', '-'],
    ['wireshark', EVIL],
    ['extcap', `--${EVIL}`],
    [EVIL],
  ].map((args) => [args] as const),
)('%j writes nothing that a terminal obeys', async (args) => {
  const { stdout, stderr, code } = await go(args);
  expect(DANGEROUS.exec(stdout.toString())).toBeNull();
  expect(DANGEROUS.exec(stderr)).toBeNull();
  expect(stdout.length + stderr.length).toBeGreaterThan(0);
  expect([0, 1, 2, 3]).toContain(code);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('with colours, these are the only sequences', async () => {
  const { stdout } = await go(['run', NAMED, '--no-capture'], { FORCE_COLOR: '1' });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are the colours
  const colour = /\u001b\[(?:[12]|22|3[0-7]|39)m/g;
  expect(stdout.toString()).toMatch(colour);
  expect(DANGEROUS.exec(stdout.toString().replaceAll(colour, ''))).toBeNull();
});

test('what programs read is as it was', async () => {
  const { stdout } = await go(['run', NAMED, '--no-capture', '--json']);
  const report: unknown = JSON.parse(stdout.toString());
  expect(report).toMatchObject({ script: { name: EVIL } });
  // In JSON a control character has its own spelling; the others stand as they are.
  expect(stdout.toString()).toContain('\u009b1m\u202eb');
});
