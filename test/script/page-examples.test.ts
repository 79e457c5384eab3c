// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadScript } from '../../src/script/index.ts';
import { INCLUDE_TEXT } from '../../src/script/reference-include.ts';
import { FAULT_TEXT } from '../../src/script/reference-time.ts';
import { runScript } from '../../src/simulation/run.ts';
import { formatIpv4 } from '../../src/wire/address.ts';
import { runTimed } from '../support/run-timed.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/scripts.md'), 'utf8');

test('the example of time and faults in docs/scripts.md runs', async () => {
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)\n```/g)].map(([, text = '']) => text);
  const { times, result } = await runTimed(examples.find((yaml) => yaml.startsWith('link:')) ?? '');
  // A ping without a payload has 42 bytes, which take 3,360 ns at 100 Mbit/s.
  expect(times.filter((_, i) => i % 2 === 0)).toEqual([0, 10, 20, 1500].map((ms) => ms * 1e6 + 2_003_360));
  expect(result.device).toMatchObject({ responsesDelayed: 2, pagesGranted: 2 });
});

test('the example of faults and times in the reference runs', async () => {
  const text = FAULT_TEXT.slice(FAULT_TEXT.indexOf('link:'), FAULT_TEXT.lastIndexOf('```'));
  const { times, result } = await runTimed(text);
  expect(result.errors.map(({ message }) => message)).toEqual([expect.stringContaining('refused the frame')]);
  expect(result.device).toMatchObject({ responsesDropped: 1, responsesDelayed: 2, responsesRefused: 1 });
  // Those of the stalls come when these are over: at 1520 and at 1730 ms, and the link adds 2.00336 ms.
  expect(times.slice(-2)).toEqual([1_522_003_360, 1_732_003_360]);
});

test('the example of included scripts in the reference runs', async () => {
  const [login = '', main = ''] = [...INCLUDE_TEXT.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text]) => text,
  );
  const files: Record<string, string> = {
    'login.yaml': login,
    'hosts.yaml': 'hosts: { bob: { ip: 10.0.0.11 }, carol: { ip: 10.0.0.12 } }',
    'token.bin': '1234a token of 16 B.',
  };
  const readFile = (name: string): Uint8Array => new TextEncoder().encode(files[name]);
  const flows: string[] = [];
  await runScript(loadScript(main, 'main.yaml', { readFile }), {
    listener: {
      frame: ({ view, offset }) =>
        flows.push(`${formatIpv4(view.getUint32(offset + 30))}:${view.getUint16(offset + 36)}`),
    },
  });
  expect(flows).toEqual(['10.0.0.11:9000', ...Array.from({ length: 3 }, () => '10.0.0.12:9001')]);
  expect((await runScript(loadScript(login, 'login.yaml', { readFile }))).totals.frames).toBe(1);
});

test('the example of several files in docs/scripts.md loads', () => {
  const examples = [...page.matchAll(/```yaml\n([\s\S]*?)\n```/g)].map(([, text = '']) => text);
  const files: Record<string, string> = {
    'hosts.yaml': 'hosts: { bob: { ip: 10.0.0.11 } }',
    'common/login.yaml': 'vars: { who: x, port: 1 }\nsteps: [ping: { to: bob, seq: "${port}" }]',
  };
  const readFile = (name: string): Uint8Array => new TextEncoder().encode(files[name]);
  const text = examples.find((yaml) => yaml.startsWith('include:')) ?? '';
  expect(loadScript(text, 'scripts.md', { readFile }).stepCount).toBe(4);
});

test('the example of variables in docs/scripts.md runs', async () => {
  const example = [...page.matchAll(/```yaml\n([\s\S]*?)\n```/g)].map(([, text = '']) => text);
  const text = example.find((yaml) => yaml.startsWith('vars:')) ?? '';
  const notes: string[] = [];
  const script = loadScript(text, 'scripts.md', { defines: { greeting: 'good morning' } });
  const result = await runScript(script, { listener: { note: (note) => notes.push(note.text) } });
  expect(notes).toEqual(['good morning, three times']);
  expect(result.totals.frames).toBeGreaterThanOrEqual(3);
});

test('the example of secrets in docs/scripts.md shows one disclosed', async () => {
  const [, text = ''] = /## Secrets\n[\s\S]*?```yaml\n([\s\S]*?)\n```/.exec(page) ?? [];
  const { secrets } = await runScript(loadScript(text, 'scripts.md'), { release: '1.10.0' });
  expect(secrets.map(({ name, length }) => `${name} ${length}`)).toEqual(['session 16']);
  expect(secrets[0]?.disclosedTo.map(({ bytes }) => bytes)).toEqual([10]);
});

test('the example of conversations in docs/scripts.md runs', async () => {
  const example = [...page.matchAll(/```yaml\n([\s\S]*?)\n```/g)].map(([, text = '']) => text);
  const text = example.find((yaml) => yaml.includes('nat_flow:')) ?? '';
  const result = await runScript(loadScript(text, 'scripts.md'), { release: '1.10.1' });
  expect(result.errors).toEqual([]);
  expect(result.totals).toMatchObject({ frames: 4 + 15 + 4, discarded: 0 });
});
