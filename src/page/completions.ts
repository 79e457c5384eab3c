/** As much of a JSON Schema as is looked at. */
export interface Schema {
  $ref?: string;
  description?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  else?: Schema;
  definitions?: Record<string, Schema>;
  $defs?: Record<string, Schema>;
}

/** What can stand at a place of a script. */
export interface Offer {
  label: string;
  /** What it is, in a sentence. */
  info?: string;
  kind: 'key' | 'value';
}

/** A place in a script, for what can be written there. */
export interface ScriptPlace {
  /** Keys on the way there; a dash of a list is ''. */
  path: string[];
  /** Behind a key and its colon; otherwise a key is expected. */
  isValue: boolean;
}

/**
 * Where a line of a script stands, by indentation: that goes for scripts that are being written, too, which no parser
 * takes yet.
 *
 * @param before - the lines up to the place, the last of them as far as the place
 */
export function placeIn(before: readonly string[]): ScriptPlace {
  const current = before.at(-1) ?? '';
  const flow = /^[^#]*[{,]\s*([\w-]*)$/.test(current) ? flowPath(current) : undefined;
  const value = /^\s*(?:- +)*([\w-]+):\s+\S*$/.exec(current);
  let indent = columnOf(current);
  const path: string[] = [];
  if (value?.[1] !== undefined) path.unshift(value[1]);
  addDashes(path, current);
  for (let i = before.length - 2; i >= 0 && indent > 0; i--) {
    const line = before[i] ?? '';
    if (/^\s*(#|$)/.test(line)) continue;
    const column = line.search(/\S/);
    const key = /^\s*(?:- +)*([\w-]+):/.exec(line)?.[1];
    const keyColumn = columnOf(line);
    if (column >= indent) continue;
    if (keyColumn < indent && key !== undefined) {
      path.unshift(key);
      addDashes(path, line);
    } else {
      addDashes(path, line);
    }
    indent = column;
  }
  if (flow !== undefined) return { path: [...path, ...flow], isValue: false };
  return { path, isValue: value !== null };
}

/** @returns what a schema knows of a place: keys of a mapping, or values */
export function offersAt(schema: Schema, { path, isValue }: ScriptPlace): Offer[] {
  let found = expand(schema, schema);
  for (const part of path)
    found = found.flatMap((each) => below(each, part)).flatMap((each) => expand(schema, each));
  const offers = new Map<string, Offer>();
  for (const each of found) {
    if (isValue) {
      const values = each.enum ?? (each.const === undefined ? [] : [each.const]);
      for (const value of values) {
        offers.set(String(value), { label: String(value), kind: 'value', ...infoOf(each) });
      }
      continue;
    }
    for (const [label, member] of Object.entries(each.properties ?? {})) {
      const info = expand(schema, member).find(({ description }) => description !== undefined);
      if (!offers.has(label)) offers.set(label, { label, kind: 'key', ...infoOf(info ?? {}) });
    }
  }
  return [...offers.values()];
}

function infoOf({ description }: Schema): Pick<Offer, 'info'> {
  return description === undefined ? {} : { info: description };
}

function below(schema: Schema, part: string): Schema[] {
  if (part === '') return schema.items === undefined ? [] : [schema.items];
  const { properties = {}, additionalProperties } = schema;
  const member = Object.hasOwn(properties, part) ? properties[part] : undefined;
  if (member !== undefined) return [member];
  return typeof additionalProperties === 'object' ? [additionalProperties] : [];
}

/** All forms that a schema allows, with what it refers to in the place of references. */
function expand(root: Schema, schema: Schema, depth = 0): Schema[] {
  if (depth > 12) return [];
  const { $ref, anyOf = [], oneOf = [], allOf = [], else: otherwise } = schema;
  const [, name] = /^#\/(?:definitions|\$defs)\/(.+)$/.exec($ref ?? '') ?? [];
  const referred = name === undefined ? undefined : (root.definitions?.[name] ?? root.$defs?.[name]);
  const forms = [...anyOf, ...oneOf, ...allOf, ...[referred, otherwise].filter((form) => form !== undefined)];
  return [schema, ...forms.flatMap((form) => expand(root, form, depth + 1))];
}

/** Column of a line's key, behind the dashes of lists. */
function columnOf(line: string): number {
  return /^\s*(?:- +)*/.exec(line)?.[0].length ?? 0;
}

/** Puts a '' for each dash of a list of a line before the path that begins in it. */
function addDashes(path: string[], line: string): void {
  const dashes = (/^\s*((?:- +)*)/.exec(line)?.[1] ?? '').split('-').length - 1;
  for (let i = 0; i < dashes; i++) path.unshift('');
}

/** Keys that open braces of the line are behind. */
function flowPath(line: string): string[] {
  const open: string[] = [];
  for (const [, key, sign] of line.matchAll(/([\w-]+):\s*(\{)|[}]/g)) {
    if (sign === undefined) open.pop();
    else open.push(key ?? '');
  }
  return open;
}
