import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';

type Schema = Record<string, unknown>;

const read = (): Schema =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'sarif-2.1.0-rtm.5.json'), 'utf8')) as Schema;

// Of draft 4 it takes nothing that draft 7 has otherwise, but for the names of itself.
const { $schema, id, ...schema } = read();
const URI_REFERENCE = /^(?:[a-z][a-z0-9+.-]*:)?(?:[\w.~!$&'()*+,;=:@/?#-]|%[0-9A-F]{2})*$/i;
const validate = new Ajv({
  strict: false,
  allErrors: true,
  unicodeRegExp: false,
  formats: { uri: URI_REFERENCE, 'uri-reference': URI_REFERENCE, 'date-time': true },
}).compile(schema);

/** @returns all that is wrong with a SARIF log, in the words of ajv; nothing if it fits the schema of the standard */
export function sarifFaults(log: unknown): string[] {
  if (validate(log)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
}
