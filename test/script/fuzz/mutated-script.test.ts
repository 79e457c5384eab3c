import path from 'node:path';
import { expect, test } from 'vitest';
import { Chooser } from './chooser.ts';
import { corpus } from './corpus.ts';
import { HOSTILE } from './hostile.ts';
import { mutatedScript, tryScript } from './mutated-script.ts';

const texts = corpus(path.join(import.meta.dirname, '../../..'));

test('what scripts are made from loads', () => {
  expect(texts.length).toBeGreaterThan(10);
  for (const text of texts) expect(tryScript(text), text).toBe('loaded');
});

test('thousands of mutated scripts are loaded or refused with problems', () => {
  const outcomes = { loaded: 0, refused: 0 };
  for (let number = 0; number < 2500; number++) {
    const { kind, text } = mutatedScript(texts, 7, number, 20_000);
    try {
      outcomes[tryScript(text)]++;
    } catch (error) {
      expect.fail(`Number ${number} (${kind}): ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  expect(outcomes.loaded).toBeGreaterThan(300);
  expect(outcomes.refused).toBeGreaterThan(300);
});

test.each(Object.entries(HOSTILE))('%s, large', (_, make) => {
  expect(['loaded', 'refused']).toContain(tryScript(make(30_000, new Chooser(3))));
});
