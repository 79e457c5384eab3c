import type { z } from 'zod';
import { readDocument } from './document/read-document.ts';
import { isMapping, memberOf } from './mapping.ts';
import { partiesIn } from './mentions.ts';
import { PLACEHOLDER } from './placeholder.ts';
import { guest } from './schema/guests.ts';
import { headFor, host, MEMBER_KEYS } from './schema/head.ts';
import { headInclude, include } from './schema/include.ts';
import { stepFor } from './schema/step.ts';
import { check } from './schema-problems.ts';
import type { Salvaged, ScriptReader } from './script-reader.ts';
import { suggest } from './suggestion.ts';

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

function salvage(root: unknown): Salvaged {
  const least = { steps: [PLACEHOLDER] };
  const hosts = membersOf(root, 'hosts', host);
  const guests = membersOf(root, 'guests', guest());
  const input = { ...headFor(least).parse(least), hosts, ...(isEmpty(guests) ? {} : { guests }) };
  return { input, names: { hosts: isNamed(root, 'hosts'), guests: isNamed(root, 'guests') } };
}

/** What stands for the address of a member that has none. */
const NO_IP = { ip: '0.0.0.0' };

/** @returns the hosts, or the guests, by name, those that are none too */
function membersOf<Member>(
  root: unknown,
  key: 'hosts' | 'guests',
  schema: z.ZodType<Member>,
): Record<string, Member | typeof NO_IP> {
  const mapping = memberOf(root, key);
  const entries = isMapping(mapping) ? Object.entries(mapping) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, schema.safeParse(value).data ?? NO_IP]));
}

/** Whether all names under `key` are known. They are not if they stand in no mapping, or under a key that was meant to be this. */
function isNamed(root: unknown, key: 'hosts' | 'guests'): boolean {
  const mapping = memberOf(root, key);
  if (mapping !== undefined) return isMapping(mapping);
  const given = Object.keys(Object(root));
  const missing = MEMBER_KEYS.filter((member) => !given.includes(member));
  return !given.slice(0, MOST_KEYS).some((name) => !isMember(name) && suggest(name, missing) === key);
}

/** Keys of a script that are looked at. */
const MOST_KEYS = 50;

function isMember(key: string): boolean {
  return (MEMBER_KEYS as readonly string[]).includes(key);
}

function isEmpty(mapping: object): boolean {
  return Object.keys(mapping).length === 0;
}
