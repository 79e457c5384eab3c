import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { KnownText } from '../../../src/script/document/known-text.ts';
import { knownText, loadKnown, loadScript } from '../../../src/script/load.ts';
import type { Script } from '../../../src/script/script.ts';
import { runScript } from '../../../src/simulation/run.ts';

const SAMPLES = path.join(import.meta.dirname, '../../../samples');
const names = readdirSync(SAMPLES).filter((name) => name.endsWith('.yaml'));

const readFile = (name: string): Uint8Array => readFileSync(path.join(SAMPLES, name));

/** What a script says, and what comes of it. */
async function outcome(script: Script): Promise<unknown> {
  const { steps, ...rest } = script;
  return { rest, result: await runScript(script, { release: '1.10.0' }) };
}

describe.each(names)('%s', (name) => {
  const text = readFileSync(path.join(SAMPLES, name), 'utf8');

  test('is the same script if what is known of it comes from JSON', async () => {
    const known = JSON.parse(JSON.stringify(knownText(text, name, { readFile })));
    const script = loadKnown(text, name, known, { readFile });
    expect(await outcome(script)).toEqual(await outcome(loadScript(text, name, { readFile })));
  });
});

describe('what is known of a text', () => {
  const text = `vars: {who: bob}\nhosts: {bob: {ip: 10.0.0.2}}\nsteps: [{arp: {request: "\${who}"}}]\n`;
  const known = (): KnownText => knownText(text, 'a.yaml');

  test('is used: neither the text is read again nor its steps are checked', () => {
    const other = known();
    other.places['value steps[0]'] = { line: 77, column: 1 };
    other.checked['steps[0]'] = { note: 'something else' };
    const script = loadKnown(text, 'a.yaml', other);
    expect(script.sites).toMatchObject([{ label: 'note', line: 77 }]);
  });

  test('is of no use for another text, nor with values from outside', () => {
    const other = known();
    other.checked['steps[0]'] = { note: 'something else' };
    const labels = (script: Script): string[] => script.sites.map(({ label }) => label);
    expect(labels(loadKnown(`${text}\n`, 'a.yaml', other))).toEqual(['arp request for bob']);
    const defines = { who: '10.0.0.3' };
    expect(labels(loadKnown(text, 'a.yaml', other, { defines }))).toEqual(['arp request for 10.0.0.3']);
  });

  test('is found out of scripts that are in order only', () => {
    expect(() => knownText('steps: [{udp: {}}]', 'a.yaml')).toThrow(/Missing key "to"/);
  });

  test('leads back to the text for what nobody has asked yet', () => {
    const other = known();
    delete other.places['value steps[0]'];
    expect(loadKnown(text, 'a.yaml', other).sites).toMatchObject([{ line: 3 }]);
  });
});
