// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { schemaText } from '../../../src/cli/schema/text.ts';
import { loadScript, ScriptErrors } from '../../../src/script/index.ts';
import { scriptJsonSchema } from '../../../src/script/json-schema.ts';
import { COMPANIONS, corpus } from '../fuzz/corpus.ts';
import { mutatedScript } from '../fuzz/mutated-script.ts';
import { madeScript, STEP_PATHS } from './made-scripts.ts';
import { faultsOf, faultsOf2020, firstFaultsOf } from './validator.ts';

const TEXTS = corpus(path.join(import.meta.dirname, '../../..'));

/** @returns what is wrong with a script */
function problemsOf(text: string): ScriptErrors | undefined {
  try {
    loadScript(text, 'self.yaml', {
      readFile: (name) => new TextEncoder().encode(COMPANIONS[path.basename(name)] ?? ''),
    });
    return undefined;
  } catch (error) {
    if (error instanceof ScriptErrors) return error;
    throw error;
  }
}

/** @returns each schema within a schema that has stood there before, if it is longer than a reference, as text */
function repeatedParts(schema: object): string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  const look = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    const text = JSON.stringify(part);
    if (!Array.isArray(part) && text.length > 100) {
      if (seen.has(text)) {
        repeated.push(text);
        return;
      }
      seen.add(text);
    }
    for (const each of Object.values(part)) look(each);
  };
  look(schema);
  return repeated;
}

/** Long ones take long to damage in each place. */
const SHORT = TEXTS.filter((text) => text.length < 2500);

const loads = (text: string): boolean => problemsOf(text) === undefined;

describe('the published schema', () => {
  const schema = scriptJsonSchema();

  test('is draft-07, with a title, and no $id', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(schema.title).toBe('netchannel-sim script');
    expect(JSON.stringify(schema)).not.toMatch(/"\$id"|__schema|~standard|"x-/);
  });

  test('is short, because what stands in several places is written once', () => {
    const repeated = repeatedParts(schema).map((part) => part.length);
    expect(Math.max(...repeated)).toBeLessThan(500);
    expect(repeated.reduce((sum, length) => sum + length, 0)).toBeLessThan(2000);
    expect(JSON.parse(schemaText(schema))).toEqual(schema);
  });

  test('every definition is referred to, and every reference leads to one', () => {
    const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/definitions\/(.*?)"/g)];
    expect(new Set(references.map(([, name]) => name))).toEqual(
      new Set(Object.keys(schema.definitions ?? {})),
    );
  });

  test('tells what the reference page tells of each key', () => {
    const text = JSON.stringify(schema);
    for (const told of ['Source; the unikernel if absent.', 'Virtual time of the first step.', 'TSecr.'])
      expect(text).toContain(told);
    expect(schema.properties?.['mtu']?.default).toBe(1500);
  });
});

describe('every script that loads fits the schema', () => {
  test.each(TEXTS.map((text, i) => [i, text]))('sample or example %i', (_, text) => {
    expect(faultsOf(parse(String(text)))).toEqual([]);
  });

  test('the scripts that others include, too', () => {
    for (const [name, text] of Object.entries(COMPANIONS))
      if (name.endsWith('.yaml')) expect(faultsOf(parse(text)), name).toEqual([]);
  });

  test('scripts made of all keys, with templates', () => {
    const seen = new Set<string>();
    let loaded = 0;
    fc.assert(
      fc.property(madeScript, (script) => {
        if (!loads(JSON.stringify(script))) return;
        loaded++;
        const [step] = script['steps'] as Record<string, object>[];
        for (const [key, value] of Object.entries(step ?? {})) {
          seen.add(key);
          for (const inner of Object.keys(Object(value))) seen.add(`${key}.${inner}`);
        }
        expect(faultsOf(script)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
    expect(loaded).toBeGreaterThan(250);
    const unseen = STEP_PATHS.filter((at) => !seen.has(at));
    expect(unseen.length / STEP_PATHS.length, unseen.join()).toBeLessThan(0.3);
  });

  test('scripts with a variable in the place of any of their values', () => {
    let loaded = 0;
    let refused = 0;
    for (const text of SHORT) {
      const script = parse(text) as Record<string, unknown>;
      for (const [value, replaced] of withTemplates(script)) {
        const made = { ...replaced, vars: { ...Object(script['vars']), stand_in: value } };
        if (!loads(stringify(made, { aliasDuplicateObjects: false }))) {
          refused++;
          continue;
        }
        loaded++;
        expect(faultsOf(made), JSON.stringify(made)).toEqual([]);
      }
    }
    expect(loaded).toBeGreaterThan(700);
    // true alone, names of indexes that others use, and what the index of a repeat stands in.
    expect(refused / loaded).toBeLessThan(0.2);
  });

  test('damaged scripts that load nevertheless', () => {
    let loaded = 0;
    for (let number = 0; number < 800; number++) {
      const { kind, text } = mutatedScript(TEXTS, 11, number, 2000);
      if (!kind.startsWith('damaged') || !loads(text)) continue;
      loaded++;
      expect(faultsOf(parse(text, { logLevel: 'silent' })), text).toEqual([]);
    }
    expect(loaded).toBeGreaterThan(50);
  });
});

/** Each scalar of a script in which a template may stand, with the script that has one there. */
function* withTemplates(value: unknown, depth = 0): Generator<[unknown, Record<string, unknown>]> {
  for (const [key, member] of Object.entries(Object(value))) {
    if (depth === 0 && (key === 'vars' || key === 'include')) continue;
    const put = (inner: unknown): Record<string, unknown> =>
      (Array.isArray(value) ? value.with(Number(key), inner) : { ...Object(value), [key]: inner }) as Record<
        string,
        unknown
      >;
    if (typeof member === 'object') {
      for (const [scalar, inner] of withTemplates(member, depth + 1)) yield [scalar, put(inner)];
    } else {
      yield [member, put('${stand_in}')];
    }
  }
}

describe('what the loader refuses for its shape does not fit', () => {
  test.each([
    'steps: []',
    '{}',
    'name: x',
    'steps: [jump]',
    'steps: [{udp: {to: a, to_port: 70000}}]',
    'steps: [{udp: {to: a, to_port: "${5}"}}]',
    'steps: [{udp: {to: a}}]',
    'steps: [{poll: {}, arp: {request: a}}]',
    'steps: [{wait: 1ms, expect: {leaks: none}}]',
    'steps: [{note: x, after: 1ms}]',
    'steps: [{poll: , after: 1ms, at: 1ms}]',
    'steps: [{name: x}]',
    'steps: [{repeat: {count: 2, steps: [jump]}}]',
    'steps: [{tcp: {to: a, to_port: 1, options: [{sack: [[1]]}]}}]',
    '{release: 1.8.0, steps: [poll]}',
    '{hosts: {"1st": {ip: 10.0.0.2}}, steps: [poll]}',
    '{steps: [{fault: {resume: false}}]}',
    '{steps: [{fault: {stall: false}}]}',
  ])('%s', (text) => {
    expect(loads(text)).toBe(false);
    expect(faultsOf(parse(text))).not.toEqual([]);
    expect(faultsOf2020(parse(text))).not.toEqual([]);
  });

  test('unknown keys and wrong types in any place', () => {
    const counts = { unknown: 0, type: 0 };
    for (const text of SHORT) {
      for (const damaged of withDamage(parse(text))) {
        const [error, ...others] = problemsOf(JSON.stringify(damaged))?.errors ?? [];
        const kind = kindOf(error?.message ?? '');
        if (error === undefined || kind === undefined || LOADER_ONLY.test(error.path)) continue;
        counts[kind]++;
        const told = `${error} in ${JSON.stringify(damaged)}`;
        const faults = faultsOf(damaged);
        expect(faults, told).not.toEqual([]);
        expect(faultsOf2020(damaged), told).toEqual(faults);
        // One mistake, and at most a word for each mapping around it that may also be something else.
        if (others.length === 0)
          expect(faults.length, `${told}: ${faults.join('; ')}`).toBeLessThanOrEqual(8);
        if (kind !== 'unknown') continue;
        const [first = ''] = firstFaultsOf(damaged);
        expect(first, told).toBe(`${pointerOf(error.path)} must NOT have additional properties`);
      }
    }
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(100);
  }, 300_000);

  test.each([
    [
      'steps: [{udp: {to: a, to_port: 7, to_prot: 7}}]',
      '/steps/0/udp to_prot must NOT have additional properties',
    ],
    ['steps: [{upd: {to: a}}]', '/steps/0 upd must NOT have additional properties'],
    ['{relase: 3, steps: [poll]}', 'relase must NOT have additional properties'],
    [
      'steps: [{ping: {to: a, payload: {txt: a}}}]',
      '/steps/0/ping/payload txt must NOT have additional properties',
    ],
    ['steps: [{tcp: {to: a, to_port: 99999}}]', '/steps/0/tcp/to_port must be <= 65535'],
    ['steps: [{udp: {to: a}}]', "/steps/0/udp to_port must have required property 'to_port'"],
    ['steps: [jump]', '/steps/0 must be equal to one of the allowed values'],
    ['steps: [{wait: 1ms, at: 3s}]', '/steps/0 must be equal to one of the allowed values'],
    ['steps: [{name: x}]', '/steps/0 must NOT be valid'],
    ['{steps: [poll], expect: {leaked: {mn: 3}}}', '/expect/leaked mn must NOT have additional properties'],
    [
      'steps: [{ping: {to: a}, expect: {leeks: none}}]',
      '/steps/0/expect leeks must NOT have additional properties',
    ],
  ])('%s: the key is told first, and little else', (text, fault) => {
    expect(firstFaultsOf(parse(text))[0]).toBe(fault);
    expect(faultsOf(parse(text))[0]).toBe(fault);
    expect(faultsOf(parse(text)).length).toBeLessThanOrEqual(4);
  });
});

/**
 * A script that is only included can do without steps; what options of DHCP there are, and what is needed if something
 * else is not there, only the loader knows.
 */
const LOADER_ONLY =
  /^steps$|dhcp.*\.options\[|receive\.(size|from)$|fault\.by$|dhcp(_exchange)?\.(server|client|server_ip|request_ip|offers)$/;

function kindOf(message: string): 'unknown' | 'type' | undefined {
  if (message.startsWith('Unknown key')) return 'unknown';
  return /^Expected .* got (a list|a mapping|nothing|true|false)$/.test(message) ? 'type' : undefined;
}

/** @returns the place of a key in the words of ajv */
function pointerOf(formatted: string): string {
  const parts = formatted.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  return [
    parts
      .slice(0, -1)
      .map((part) => `/${part}`)
      .join(''),
    parts.at(-1),
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Scripts with a key too many, a key too few, or a value of another type. */
function* withDamage(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { ...value, unheard_of: 1 };
  for (const [key, member] of Object.entries(value)) {
    const put = (inner: unknown): unknown =>
      Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner };
    if (!Array.isArray(value)) {
      const { [key]: _, ...rest } = value as Record<string, unknown>;
      yield rest;
    }
    for (const wrong of typeof member === 'object' ? [true] : [[], { unheard_of: 1 }, null]) yield put(wrong);
    for (const inner of withDamage(member)) yield put(inner);
  }
}
