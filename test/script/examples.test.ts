import { expect, test } from 'vitest';
import { EXAMPLES, exampleScript } from '../../src/script/examples.ts';
import { loadScript } from '../../src/script/index.ts';
import { scriptReference } from '../../src/script/reference.ts';
import { runScript } from '../../src/simulation/run.ts';

test.each(Object.entries(EXAMPLES))(
  'the example of %s runs, and is on the page',
  async (key, example = '') => {
    const script = loadScript(exampleScript(example), 'example.yaml');
    const { totals, errors } = await runScript(script, { release: '1.10.1' });
    expect(errors).toEqual([]);
    expect(totals.discarded).toBe(0);
    expect(totals.frames).toBeGreaterThan(3);
    expect(totals.rxFrames).toBeGreaterThan(0);
    expect(scriptReference()).toContain(`## \`${key}\``);
    expect(scriptReference()).toContain(example.trim());
  },
);
