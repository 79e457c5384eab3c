import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type JsonSchema, scriptJsonSchema, stepRecord } from '../../src/script/json-schema.ts';
import { scriptReference } from '../../src/script/reference.ts';

const FOLDER = path.join(import.meta.dirname, '../../samples');
const schema = scriptJsonSchema();

/** As much of a JSON Schema validator as the schema needs; anything else in it is an error. */
const KNOWN = new Set([
  ...[
    '$schema',
    'title',
    'description',
    'default',
    'definitions',
    '$ref',
    'type',
    'enum',
    'const',
    'pattern',
  ],
  ...[
    'minLength',
    'maxLength',
    'minimum',
    'maximum',
    'items',
    'minItems',
    'maxItems',
    'properties',
    'required',
  ],
  ...['additionalProperties', 'propertyNames', 'anyOf', 'oneOf', 'additionalItems', 'exclusiveMinimum'],
]);

function fits(value: unknown, at: JsonSchema): boolean {
  const strange = Object.keys(at).filter((key) => !KNOWN.has(key));
  if (strange.length > 0) throw new Error(`Cannot check ${strange.join()}`);
  if (at.$ref !== undefined) {
    return fits(value, schema.definitions?.[at.$ref.replace('#/definitions/', '')] ?? { enum: [] });
  }
  if (at.enum !== undefined && !at.enum.includes(value)) return false;
  if (at.const !== undefined && at.const !== value) return false;
  if (at.anyOf !== undefined && !at.anyOf.some((choice) => fits(value, choice))) return false;
  if (at.oneOf !== undefined && at.oneOf.filter((choice) => fits(value, choice)).length !== 1) return false;
  if (at.type !== undefined && at.type !== typeName(value, at.type)) return false;
  if (typeof value === 'number')
    return value >= (at.minimum ?? -Infinity) && value <= (at.maximum ?? Infinity);
  if (typeof value === 'string') {
    return value.length >= (at.minLength ?? 0) && new RegExp(at.pattern ?? '').test(value);
  }
  if (Array.isArray(value)) return fitsList(value, at);
  return typeof value !== 'object' || value === null || fitsMapping(value, at);
}

function fitsList(list: readonly unknown[], { items = {}, minItems = 0 }: JsonSchema): boolean {
  const each = (i: number): JsonSchema => (Array.isArray(items) ? (items[i] ?? {}) : items);
  return list.length >= minItems && list.every((item, i) => fits(item, each(i)));
}

function fitsMapping(mapping: object, at: JsonSchema): boolean {
  const { properties = {}, required = [], additionalProperties = true, propertyNames = {} } = at;
  if (!required.every((key) => key in mapping)) return false;
  return Object.entries(mapping).every(([key, value]) => {
    const own = properties[key];
    if (own !== undefined) return fits(value, own);
    if (!fits(key, propertyNames)) return false;
    return typeof additionalProperties === 'boolean'
      ? additionalProperties
      : fits(value, additionalProperties);
  });
}

function typeName(value: unknown, wanted: string): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return wanted === 'integer' && Number.isInteger(value) ? 'integer' : typeof value;
}

describe('the JSON Schema', () => {
  test('is draft-07, with a title, and no $id', () => {
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(schema.title).toBe('netchannel-sim script');
    expect(JSON.stringify(schema)).not.toMatch(/"\$id"|__schema|~standard/);
  });

  test('every reference leads to a definition', () => {
    const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/definitions\/(.*?)"/g)];
    expect(references.length).toBeGreaterThan(1);
    for (const [, name = ''] of references) expect(schema.definitions).toHaveProperty(name);
  });

  test('every key of a script, and of every action, is described', () => {
    const record = stepRecord(schema)?.properties ?? {};
    const bare = [schema, { properties: record }, ...Object.values(record)].flatMap(({ properties = {} }) =>
      Object.entries(properties).filter(([, value]) => value.description === undefined),
    );
    expect(bare.map(([key]) => key).filter((key) => !['payload', 'icmp'].includes(key))).toEqual([]);
  });

  test('it has the defaults of numbers too', () => {
    expect(schema.properties?.['mtu']?.default).toBe(1500);
  });

  test.each(readdirSync(FOLDER).filter((file) => file.endsWith('.yaml')))('%s fits', (file) => {
    expect(fits(parse(readFileSync(path.join(FOLDER, file), 'utf8')), schema)).toBe(true);
  });

  test.each([
    ['steps: [poll, rs6, {poll: }, {arp: {request: a}}]', true],
    ['steps: [{repeat: {count: 2, steps: [{repeat: {count: "0x2", steps: [poll]}}]}}]', true],
    ['steps: [{receive: {from: a, udp: {to_port: 1}}}, {receive: {size: 60}}]', true],
    ['steps: [{tcp_conversation: {with: a, to_port: 80, data: [{from: a, payload: x}]}}]', true],
    ['steps: [{tcp_conversation: {with: a, to_port: 80, data: [{from: a, payload: 1}]}}]', false],
    ['steps: []', false],
    ['{}', false],
    ['steps: [jump]', false],
    ['steps: [{udp: {to: a, to_port: 70000}}]', false],
    ['steps: [{udp: {to: a, to_prot: 7}}]', false],
    ['steps: [{udp: {to: a}}]', false],
    ['steps: [{poll: {}, arp: {request: a}}]', false],
    ['steps: [{repeat: {count: 2, steps: [jump]}}]', false],
    ['{release: 1.8.0, steps: [poll]}', false],
    ['{hosts: {"1st": {ip: 10.0.0.2}}, steps: [poll]}', false],
  ])('%s: %s', (text, expected) => {
    expect(fits(parse(text), schema)).toBe(expected);
  });
});

describe('the reference page', () => {
  test('is the one in the repository; "npx vitest run test/script/json-schema.test.ts -u" makes it anew', async () => {
    await expect(scriptReference()).toMatchFileSnapshot('../../src/script/REFERENCE.md');
  });

  test('has a section for every action, and every link in it leads somewhere', () => {
    const page = scriptReference();
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, title = '']) => title.replaceAll('`', ''));
    for (const { required = [] } of stepRecord(schema)?.oneOf ?? [])
      expect(headings).toEqual(expect.arrayContaining([...required]));
    const anchors = headings.map((title) => title.toLowerCase().replaceAll(' ', '-'));
    for (const [, anchor] of page.matchAll(/\]\(#([^)]*)\)/g)) expect(anchors).toContain(anchor);
  });
});
