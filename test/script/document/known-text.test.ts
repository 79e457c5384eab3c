import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { KnownText } from '../../../src/script/document/known-text.ts';
import { knownText } from '../../../src/script/find-known.ts';
import { loadKnown } from '../../../src/script/load-known.ts';
import { loadScript } from '../../../src/script/load-script.ts';
import type { Script } from '../../../src/script/script.ts';
import { runScript } from '../../../src/simulation/run.ts';

const SAMPLES = path.join(import.meta.dirname, '../../../samples');
const names = readdirSync(SAMPLES).filter((name) => name.endsWith('.yaml'));

const readFile = (name: string): Uint8Array => readFileSync(path.join(SAMPLES, name));

/** What a script says, and what comes of it. */
async function outcome(script: Script | undefined): Promise<unknown> {
  if (script === undefined) throw new Error('It is not known.');
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
    expect(script?.sites).toMatchObject([{ label: 'note', line: 77 }]);
  });

  test('is of no use for another text, nor with values from outside', () => {
    expect(loadKnown(text, 'a.yaml', known())).toBeDefined();
    expect(loadKnown(`${text}\n`, 'a.yaml', known())).toBeUndefined();
    expect(loadKnown(text, 'a.yaml', known(), { defines: { who: '10.0.0.3' } })).toBeUndefined();
  });

  test('is found out of scripts that are in order only', () => {
    expect(() => knownText('steps: [{udp: {}}]', 'a.yaml')).toThrow(/Missing key "to"/);
  });

  test('is not enough if something is asked that nobody has asked before', () => {
    for (const forget of [
      (other: KnownText) => delete other.places['value steps[0]'],
      (other: KnownText) => delete other.checked['steps[0]'],
      (other: KnownText) => delete other.checked[''],
    ]) {
      const other = known();
      forget(other);
      expect(loadKnown(text, 'a.yaml', other)).toBeUndefined();
    }
  });

  test('is not enough for what is included, which may have changed', () => {
    const files: Record<string, string> = {
      'b.yaml': 'steps: [poll]',
      'c.yaml': 'hosts: {c: {ip: 10.0.0.3}}',
    };
    const readFile = (name: string): Uint8Array => new TextEncoder().encode(files[name]);
    for (const including of ['steps: [{include: b.yaml}]', 'include: c.yaml\nsteps: [poll]']) {
      const found = knownText(including, 'a.yaml', { readFile });
      expect(Object.keys(found.checked)).not.toContain('steps[1]');
      expect(loadKnown(including, 'a.yaml', found, { readFile })).toBeUndefined();
    }
  });

  test('is what the first text says, not those that it includes', () => {
    const readFile = (): Uint8Array => new TextEncoder().encode('steps: [poll, {note: of the other}]');
    const found = knownText('steps: [{note: own}, {include: b.yaml}]', 'a.yaml', { readFile });
    expect(found.checked['steps[0]']).toEqual({ note: 'own' });
    expect(found.checked['steps[1]']).toEqual({ include: 'checked' });
  });
});
