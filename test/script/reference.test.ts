import { describe, expect, test } from 'vitest';
import { plainSchema, stepRecord } from '../../src/script/json-schema/plain-schema.ts';
import { scriptReference } from '../../src/script/reference.ts';

const schema = plainSchema();

test('every key of a script, and of every action, is described', () => {
  const record = stepRecord(schema)?.properties ?? {};
  const bare = [schema, { properties: record }, ...Object.values(record)].flatMap(({ properties = {} }) =>
    Object.entries(properties).filter(([, value]) => value.description === undefined),
  );
  expect(bare.map(([key]) => key).filter((key) => !['payload', 'icmp'].includes(key))).toEqual([]);
});

describe('the reference page', () => {
  test('is the one in the repository; "npx vitest run test/script/reference.test.ts -u" makes it anew', async () => {
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
