import { EXAMPLES } from './examples.ts';
import type { JsonSchema } from './json-schema/json-schema.ts';
import { plainSchema, stepRecord } from './json-schema/plain-schema.ts';
import { EXPECT_TEXT } from './reference-expect.ts';
import { INCLUDE_TEXT } from './reference-include.ts';
import { payloadText } from './reference-payload.ts';
import { FAULT_TEXT } from './reference-time.ts';
import { runExpect, stepExpect } from './schema/expect.ts';
import { payload } from './schema/payload.ts';

const INTRODUCTION = `# Script reference

Made from the schema that scripts are checked with, by \`netchannel-sim schema --reference\`. \`netchannel-sim schema\`
prints the same as JSON Schema (draft-07), with which editors complete and check a script as it is written: save it as
\`netchannel-sim.schema.json\`, and begin a script with

\`\`\`yaml
# yaml-language-server: $schema=netchannel-sim.schema.json
\`\`\`

A script is YAML 1.2 or JSON. It is a mapping with the keys of [A script](#a-script); only \`steps\` is needed. An
integer may also be written as a numeral in quotes, decimal or \`"0x1c46"\`. Wherever a host is expected, there may be
the name of a host of the script, \`unikernel\`, or a literal address.

`;

/** A construct that gets a section of its own. */
interface Section {
  title: string;
  schema: JsonSchema;
  /** Steps in YAML. */
  example?: string | undefined;
}

/** @returns a page in Markdown on every construct of a script: keys, types, ranges, defaults, descriptions */
export function scriptReference(): string {
  const schema = plainSchema();
  const record = stepRecord(schema) ?? {};
  const actions = (record.oneOf ?? []).flatMap(({ required }) => required ?? []);
  const payloadSchema = findPayload(record);
  const examples = new Map(Object.entries(EXAMPLES));
  const sections: Section[] = [
    { title: 'A script', schema },
    { title: 'A step', schema: { ...record, description: stepText(schema, actions) } },
    ...actions.map((key) => ({
      title: `\`${key}\``,
      schema: { ...record.properties?.[key], ...textOf(key) },
      example: examples.get(key),
    })),
    ...(payloadSchema === undefined
      ? []
      : [
          {
            title: 'A payload',
            schema: { ...payloadSchema, description: payloadText(payloadSchema.description ?? '') },
          },
        ]),
    {
      title: 'Expected of a step',
      schema: { ...record.properties?.['expect'], description: EXPECT_TEXT.ofStep },
    },
    {
      title: 'Expected of a run',
      schema: { ...schema.properties?.['expect'], description: EXPECT_TEXT.ofRun },
    },
    {
      title: 'An amount',
      schema: {
        ...record.properties?.['expect']?.anyOf?.[0]?.properties?.['frames'],
        description: EXPECT_TEXT.amount,
      },
    },
  ];
  return INTRODUCTION + sections.map((section) => renderSection(section, actions)).join('\n');
}

/** @returns the description of an action that has an example, instead of the schema's */
function textOf(key: string): Pick<JsonSchema, 'description'> {
  if (key === 'fault') return { description: FAULT_TEXT };
  return key === 'include' ? { description: INCLUDE_TEXT } : {};
}

function stepText({ definitions }: JsonSchema, actions: readonly string[]): string {
  const words = (definitions?.['step']?.anyOf ?? []).flatMap((choice) => choice.enum ?? []);
  const bare = words.map((word) => `\`${String(word)}\``).join(' and ');
  const listed = actions.map((key) => `\`${key}\``).join(', ');
  return `One thing that happens. It has exactly one of ${listed}. ${bare} can stand alone, without a mapping.`;
}

function renderSection({ title, schema, example }: Section, actions: readonly string[]): string {
  const rows = rowsOf(schema, '', title === 'A step' ? actions : []);
  const text = schema.description === undefined ? [] : [schema.description, ''];
  const body =
    rows.length > 0 ? markdownTable(['key', 'type', 'default', 'what it is'], rows) : ['It has no keys.'];
  const shown = example === undefined ? [] : ['```yaml', example.trim(), '```', ''];
  return [`## ${title}`, '', ...text, ...shown, ...body, ''].join('\n');
}

/** @returns a row for each key; a nested one is named by its path */
function rowsOf(schema: JsonSchema, path: string, actions: readonly string[]): string[][] {
  return mappingsIn(schema, path).flatMap((holder) => {
    const named = Object.entries(holder.schema.properties ?? {});
    const { additionalProperties: others } = holder.schema;
    const anyName: [string, JsonSchema][] =
      typeof others === 'object' && mappingsIn(others, '').length > 0 ? [['NAME', others]] : [];
    return [...named, ...anyName].flatMap(([key, value]) => {
      const name = `${holder.path}${key}`;
      const isNeeded = holder.schema.required?.includes(key) === true;
      const fallback = isNeeded ? '**needed**' : defaultOf(value);
      if (actions.includes(key)) return [[`\`${name}\``, 'mapping', '', `See [\`${key}\`](#${key}).`]];
      const row = [`\`${name}\``, typeOf(value), fallback, value.description ?? ''];
      return linkOf(value) !== undefined ? [row] : [row, ...rowsOf(value, `${name}.`, [])];
    });
  });
}

/** A mapping among the forms that a value can have. */
interface Holder {
  schema: JsonSchema;
  /** What its keys begin with: `writes[].` for mappings in a list. */
  path: string;
}

function mappingsIn(schema: JsonSchema, path: string): Holder[] {
  const own = schema.type === 'object' ? [{ schema, path }] : [];
  const choices = (schema.anyOf ?? []).flatMap((choice) => mappingsIn(choice, path));
  const { items } = schema;
  const listed =
    items === undefined || Array.isArray(items) ? [] : mappingsIn(items, path.replace(/\.?$/, '[].'));
  return withoutRepeated([...own, ...choices, ...listed]);
}

/** A list of mappings that can also stand alone has nothing new to tell. */
function withoutRepeated(holders: readonly Holder[]): Holder[] {
  const told = new Map<string, Holder>();
  for (const holder of holders) {
    const keys = Object.keys(holder.schema.properties ?? {}).join();
    if (keys === '' || !told.has(keys)) told.set(keys || `only ${holder.path}${told.size}`, holder);
  }
  return [...told.values()];
}

function typeOf(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return '[step](#a-step)';
  const link = linkOf(schema);
  if (link !== undefined) return link;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.anyOf !== undefined) return union(schema.anyOf);
  switch (schema.type) {
    case 'integer':
      return range(schema);
    case 'object':
      return 'mapping';
    case 'array':
      return listOf(schema);
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    default:
      return String(schema.type ?? 'anything');
  }
}

/** A numeral in quotes goes without saying beside an integer, and so does null beside a mapping. */
function union(choices: readonly JsonSchema[]): string {
  const hasInteger = choices.some(({ type }) => type === 'integer');
  const told = choices.filter(
    ({ type, pattern }) => !(hasInteger && type === 'string' && pattern !== undefined) && type !== 'null',
  );
  return [...new Set(told.map(typeOf))].join(' or ');
}

function range({ minimum, maximum }: JsonSchema): string {
  // Zod gives integers without bounds those of JavaScript.
  if (minimum === undefined || maximum === undefined || maximum === Number.MAX_SAFE_INTEGER) return 'integer';
  return `${grouped(minimum)} to ${grouped(maximum)}`;
}

function listOf({ items }: JsonSchema): string {
  if (items === undefined) return 'list';
  return Array.isArray(items) ? `[${items.map(typeOf).join(', ')}]` : `list of: ${typeOf(items)}`;
}

function defaultOf({ default: value }: JsonSchema): string {
  if (value === undefined) return '';
  return `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

/** @returns a link to the section that a construct has for itself */
function linkOf(schema: JsonSchema): string | undefined {
  if (isPayload(schema)) return '[payload](#a-payload)';
  if (isAmount(schema)) return '[amount](#an-amount)';
  if (schema.description === stepExpect().description) return '[expectation](#expected-of-a-step)';
  if (schema.description === runExpect().description) return '[expectation](#expected-of-a-run)';
  return undefined;
}

function isAmount({ anyOf = [] }: JsonSchema): boolean {
  return anyOf.some((form) => form.enum?.join() === 'none,some');
}

function isPayload({ description }: JsonSchema): boolean {
  return description !== undefined && description === payload.description;
}

/** @returns the schema of a payload, from where it first stands */
function findPayload(schema: JsonSchema): JsonSchema | undefined {
  for (const value of Object.values(schema.properties ?? {})) {
    const found = isPayload(value) ? value : findPayload(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)];
}
