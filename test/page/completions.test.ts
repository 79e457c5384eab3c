import { expect, test } from 'vitest';
import { offersAt, placeIn, type Schema } from '../../src/page/completions.ts';
import { scriptJsonSchema } from '../../src/script/json-schema.ts';

const schema = scriptJsonSchema() as Schema;
/** @returns labels of what is offered at the end of a text */
const offered = (text: string): string[] =>
  offersAt(schema, placeIn(text.split('\n'))).map(({ label }) => label);

test('keys of the head', () => {
  expect(offered('na')).toEqual(expect.arrayContaining(['name', 'release', 'steps', 'hosts']));
});

test('values of a key', () => {
  expect(offered('release: ')).toEqual(expect.arrayContaining(['1.9.0', '1.10.0', '1.10.1']));
});

test('steps of a list, and keys of a step', () => {
  expect(offered('steps:\n  - u')).toEqual(expect.arrayContaining(['udp', 'arp', 'name']));
  expect(offered('steps:\n  - name: x\n    a')).toEqual(expect.arrayContaining(['udp', 'arp']));
  expect(offered('steps:\n  - udp:\n      t')).toEqual(
    expect.arrayContaining(['to', 'from_port', 'payload']),
  );
  expect(offered('steps:\n  - udp: {to: bob, p')).toEqual(expect.arrayContaining(['payload', 'from_port']));
});

test('each offer says what it is, where the schema does', () => {
  const [release] = offersAt(schema, placeIn(['r'])).filter(({ label }) => label === 'release');
  expect(release?.info?.length).toBeGreaterThan(10);
});

test('nothing where nothing is known', () => {
  expect(offered('nonsense:\n  x')).toEqual([]);
});
