import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadScript } from '../../src/script/index.ts';
import { runScript } from '../../src/simulation/run.ts';

test('the example of variables in the README runs', async () => {
  const readme = readFileSync(path.join(import.meta.dirname, '../../README.md'), 'utf8');
  const example = [...readme.matchAll(/```yaml\n([\s\S]*?)\n```/g)].map(([, text = '']) => text);
  const text = example.find((yaml) => yaml.startsWith('vars:')) ?? '';
  const notes: string[] = [];
  const script = loadScript(text, 'README.md', { defines: { greeting: 'good morning' } });
  const result = await runScript(script, { listener: { note: (note) => notes.push(note.text) } });
  expect(notes).toEqual(['good morning, three times']);
  expect(result.totals.frames).toBeGreaterThanOrEqual(3);
});
