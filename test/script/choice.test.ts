import { describe, expect, test } from 'vitest';
import { loadScript, StepCursor } from '../../src/script/index.ts';

const label = (name: string): string => `{poll: , name: ${name}}`;

const TEXT = `steps:
  - repeat:
      count: 4000
      steps:
        - choice:
            - { weight: 3, steps: [${label('a')}] }
            - { steps: [${label('b')}, {repeat: {count: 2, steps: [${label('c')}]}}] }
        - ${label('z')}
`;
const JSON_TEXT = JSON.stringify({
  steps: [
    {
      repeat: {
        count: 4000,
        steps: [
          {
            choice: [
              { weight: '3', steps: [{ poll: null, name: 'a' }] },
              {
                steps: [
                  { poll: null, name: 'b' },
                  { repeat: { count: 2, steps: [{ poll: {}, name: 'c' }] } },
                ],
              },
            ],
          },
          { poll: null, name: 'z' },
        ],
      },
    },
  ],
});

function labels(text: string, seed?: number): string {
  const cursor = new StepCursor(loadScript(text, 'x.yaml'), seed);
  let taken = '';
  for (let step = cursor.next(); step !== undefined; step = cursor.next()) taken += step.site.label;
  return taken;
}

describe('a choice', () => {
  test('takes one alternative as a whole, each time anew, then what comes after', () => {
    expect(labels(TEXT)).toMatch(/^((a|bcc)z){4000}$/);
  });

  test('heeds the weights', () => {
    const share = [...labels(TEXT).matchAll(/a/g)].length / 4000;
    expect(share).toBeGreaterThan(0.72);
    expect(share).toBeLessThan(0.78);
  });

  test('is the same for the same seed, in YAML and JSON, and another for another', () => {
    expect(labels(JSON_TEXT)).toBe(labels(TEXT));
    expect(labels(TEXT, 2)).toBe(labels(`seed: 2\n${TEXT}`));
    expect(labels(TEXT, 2)).not.toBe(labels(TEXT));
  });

  test('does not follow another choice', () => {
    const one = `{choice: [{steps: [${label('a')}]}, {steps: [${label('b')}]}]}`;
    const taken = labels(`steps: [{repeat: {count: 64, steps: [${one}, ${one}]}}]`);
    const [first, second] = [0, 1].map((from) => [...taken].filter((_, i) => i % 2 === from).join(''));
    expect(first).not.toBe(second);
  });

  test('has sites in the order of the text, and its longest alternative counts', () => {
    const script = loadScript(TEXT, 'x.yaml');
    expect(script.sites.map((site) => site.label)).toEqual([
      'repeat 4000 times',
      'choice of 2',
      'a',
      'b',
      'repeat 2 times',
      'c',
      'z',
    ]);
    expect(script.stepCount).toBe(4000 * (3 + 1));
  });

  test('of nothing that does anything is left out', () => {
    const nothing = '{repeat: {count: 0, steps: [poll]}}';
    const text = `steps: [{repeat: {count: 1000000000, steps: [{choice: [{steps: [${nothing}]}]}]}}]`;
    expect(labels(text)).toBe('');
  });

  test('decides without taking memory', () => {
    const cursor = new StepCursor(loadScript(TEXT.replace('4000', '1000000000'), 'x.yaml'));
    for (let i = 0; i < 1000; i++) cursor.next();
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 1_000_000; i++) cursor.next();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(10e6);
  });
});
