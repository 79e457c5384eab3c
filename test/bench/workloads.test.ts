import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { POLL_EVERY } from './workloads.ts';

const FOLDER = path.join(import.meta.dirname, 'workloads');
const scripts = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));

test.each(scripts)('in %s netback runs as often as in all others', (name) => {
  expect(parse(readFileSync(path.join(FOLDER, name), 'utf8'))).toMatchObject({ poll: { every: POLL_EVERY } });
});
