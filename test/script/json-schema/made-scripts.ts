// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scripts have templates of their own
import fc from 'fast-check';
import type { JsonSchema } from '../../../src/script/json-schema/json-schema.ts';
import { plainSchema, stepRecord } from '../../../src/script/json-schema/plain-schema.ts';

const plain = plainSchema();
const record = stepRecord(plain) ?? {};
const ACTIONS = (record.oneOf ?? []).flatMap(({ required = [] }) => required);

const PARTIES = ['alice', 'bob', 'unikernel', '10.0.0.9', '${who}'];
const DURATIONS = ['1ms', '250us', '0s', '${pause}'];
const HEX = ['', 'ab', '0a 0b', '${digits}'];

/** Texts that fit, by the key that they stand under. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['to', 'from', 'via', 'with', 'opens', 'server', 'client', 'offers', 'request', 'reply'].map((key) => [
      key,
      PARTIES,
    ]),
  ),
  ...Object.fromEntries(
    ['sender_ip', 'target_ip', 'ciaddr', 'yiaddr', 'server_ip', 'request_ip', 'siaddr'].map((key) => [
      key,
      PARTIES,
    ]),
  ),
  ...Object.fromEntries(
    ['interval', 'wait', 'after', 'at', 'every', 'by', 'latency', 'stall'].map((key) => [key, DURATIONS]),
  ),
  ...Object.fromEntries(
    ['mac', 'to_mac', 'from_mac', 'sender_mac', 'target_mac', 'chaddr'].map((key) => [
      key,
      ['02:00:00:00:00:07'],
    ]),
  ),
  ...Object.fromEntries(['hex', 'ip_options', 'data'].map((key) => [key, HEX])),
  ip: ['10.0.0.77', '${net}.78'],
  ip6: ['fe80::77'],
  target: ['fe80::7', 'alice'],
  rate: ['10Mbit', '9600bit'],
  flags: ['A', 'PA', '${flag}', ''],
  epoch: ['2019-03-21', '2020-02-29T12:00:00.25Z'],
  base64: ['AAE=', ''],
  pattern: ['ab'],
  file: ['data.bin'],
  include: ['login.yaml'],
  secret: ['key', '${who}'],
  as: ['i', 'round'],
};

/** A value that has the shape that `schema` asks for, under `key`. */
function valueFor(schema: JsonSchema, key: string, depth: number): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return stepAt(depth - 1);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((form) => valueFor(form, key, depth)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.type)) return fc.constantFrom<unknown>('x', 7, true, '${who}');
  switch (schema.type) {
    case 'integer':
      return integerOf(schema);
    case 'string':
      return schema.pattern === undefined
        ? textOf(key)
        : fc.constantFrom('7', '0x10', '${number}', '1${number}');
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return listOf(schema, key, depth);
    case 'object':
      return mappingOf(schema, depth, 4);
    default:
      return fc.constantFrom<unknown>('x', 7);
  }
}

function integerOf({ minimum = 0, maximum = 1000 }: JsonSchema): fc.Arbitrary<unknown> {
  const small = fc.integer({ min: minimum, max: Math.min(minimum + 60, maximum) });
  return fc.oneof(
    { weight: 4, arbitrary: small },
    { weight: 1, arbitrary: fc.constantFrom(minimum, maximum) },
  );
}

function textOf(key: string): fc.Arbitrary<unknown> {
  return fc.constantFrom(...(TEXTS[key] ?? ['x', 'hello ${who}', 'costs $${5}']));
}

function listOf({ items = {}, minItems = 0 }: JsonSchema, key: string, depth: number): fc.Arbitrary<unknown> {
  if (Array.isArray(items)) return fc.tuple(...items.map((item) => valueFor(item, key, depth)));
  return fc.array(valueFor(items, key, depth), { minLength: minItems, maxLength: minItems + 1 });
}

/** @param rarity - one in so many of the keys that it can do without is there */
function mappingOf(schema: JsonSchema, depth: number, rarity: number): fc.Arbitrary<Record<string, unknown>> {
  const { properties = {}, required = [], additionalProperties } = schema;
  if (typeof additionalProperties === 'object') {
    return fc.dictionary(fc.constantFrom('one', 'two'), valueFor(additionalProperties, 'named', depth), {
      maxKeys: 1,
    });
  }
  const absent = fc.constant(undefined);
  const members = Object.entries(properties).map(([key, value]): [string, fc.Arbitrary<unknown>] => {
    const made = valueFor(value, key, depth);
    const isNeeded = required.includes(key);
    return [
      key,
      isNeeded ? made : fc.oneof({ weight: rarity, arbitrary: absent }, { weight: 1, arbitrary: made }),
    ];
  });
  return fc.record(Object.fromEntries(members)).map((made) => {
    const given = Object.entries(made).filter(([, value]) => value !== undefined);
    return Object.fromEntries(given);
  });
}

function stepAt(depth: number): fc.Arbitrary<unknown> {
  const { properties = {} } = record;
  const actions = depth <= 0 ? ACTIONS.filter((key) => key !== 'repeat' && key !== 'choice') : ACTIONS;
  const made = actions.map((action) =>
    mappingOf({ properties: { [action]: properties[action] ?? {} }, required: [action] }, depth, 4),
  );
  const companions = Object.fromEntries(Object.entries(properties).filter(([key]) => !ACTIONS.includes(key)));
  return fc
    .tuple(fc.oneof(...made), mappingOf({ properties: companions }, depth, 9))
    .map(([action, others]) => ({ ...others, ...action }));
}

/** The head of a script, in which all names are known that stand in the steps that are made. */
const NAMES = {
  vars: { who: 'alice', pause: '2ms', digits: '0102', net: '10.0.0', flag: 'PA', number: 3 },
  hosts: { alice: { ip: '10.0.0.10' }, bob: { ip: '10.0.0.11', mac: '02:00:00:00:00:0b' } },
};

const { steps: _, vars: _vars, hosts: _hosts, ...headKeys } = plain.properties ?? {};

/** One step of any kind. */
export const madeStep: fc.Arbitrary<unknown> = stepAt(1);

/** Scripts of which most have the shape that a script must have, and many are right. */
export const madeScript: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(mappingOf({ properties: headKeys }, 1, 12), madeStep)
  .map(([head, step]) => ({ ...head, ...NAMES, steps: [step] }));

/** Every key that a step can have, with those in it: `udp.to`. */
export const STEP_PATHS: readonly string[] = Object.entries(record.properties ?? {}).flatMap(
  ([key, value]) => [
    key,
    ...Object.keys(
      value.properties ?? value.anyOf?.find(({ properties }) => properties)?.properties ?? {},
    ).map((inner) => `${key}.${inner}`),
  ],
);
