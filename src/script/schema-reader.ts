import { readDocument } from './document/read-document.ts';
import { memberOf } from './mapping.ts';
import { partiesIn } from './mentions.ts';
import { PLACEHOLDER } from './placeholder.ts';
import { type HostInput, headFor, host as hostSchema } from './schema/head.ts';
import { headInclude, include } from './schema/include.ts';
import { stepFor } from './schema/step.ts';
import { check } from './schema-problems.ts';
import type { ScriptReader } from './script-reader.ts';

/** Reads YAML, and checks it against the schemas. */
export const SCHEMA_READER: ScriptReader = {
  read: readDocument,
  head: ({ value, path, broken }, problems) => check(headFor(Object(value)), value, path, problems, broken),
  salvage,
  headInclude: ({ value }) => headInclude().safeParse(value).data,
  include: ({ value, path, broken }, problems) => check(include(), value, path, problems, broken),
  step: ({ value, path, broken }, problems) => check(stepFor(value), value, path, problems, broken),
  partiesIn: ({ value, path }) => partiesIn(stepFor(value), value, path),
};

function salvage(root: unknown): ReturnType<ScriptReader['salvage']> {
  const hosts: Record<string, HostInput> = {};
  for (const [name, value] of Object.entries(Object(memberOf(root, 'hosts')))) {
    hosts[name] = hostSchema.safeParse(value).data ?? { ip: '0.0.0.0' };
  }
  const least = { steps: [PLACEHOLDER] };
  return { ...headFor(least).parse(least), hosts };
}
