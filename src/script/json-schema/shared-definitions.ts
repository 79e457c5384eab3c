// biome-ignore-all lint/suspicious/noThenProperty: a keyword of JSON Schema
import type { JsonSchema } from './json-schema.ts';

/** Characters of a schema that is shorter where it stands than a reference to it would be. */
const SHORT = 60;

/**
 * Writes what stands in several places once, under `definitions`.
 * @param schema - whose own definitions are kept
 */
export function shareDefinitions(schema: JsonSchema): JsonSchema {
  const sharing = new Sharing();
  const { definitions = {}, ...root } = schema;
  sharing.count(root);
  for (const definition of Object.values(definitions)) sharing.count(definition);
  const shared = sharing.within(root);
  const own = Object.entries(definitions).map(([name, definition]): [string, JsonSchema] => {
    sharing.reserve(name);
    return [name, sharing.within(definition)];
  });
  return { ...shared, definitions: { ...Object.fromEntries(own), ...sharing.definitions() } };
}

class Sharing {
  /** How often each schema stands anywhere, with and without its annotations. */
  readonly #whole = new Map<string, number>();
  readonly #bare = new Map<string, number>();
  readonly #names = new Map<string, string>();
  readonly #made = new Map<string, JsonSchema>();

  /** Counts what stands in `schema`. */
  count(schema: JsonSchema): void {
    // What a part consists of is counted only where the part stands first: elsewhere there will be a reference.
    mapParts(schema, (part) => {
      const isNew = increment(this.#whole, JSON.stringify(part)) && increment(this.#bare, assertionsOf(part));
      if (isNew) this.count(part);
      return part;
    });
  }

  reserve(name: string): void {
    this.#names.set(`"${name}"`, name);
  }

  /** @returns `schema` with references for parts that stand elsewhere, too */
  within(schema: JsonSchema): JsonSchema {
    return mapParts(schema, (part, key) => {
      const text = JSON.stringify(part);
      if (!isWorthwhile(text, this.#whole)) return this.#annotated(part, key);
      return { $ref: this.#reference(text, key, () => this.#annotated(part, key)) };
    });
  }

  #annotated(part: JsonSchema, key: string): JsonSchema {
    const { title, description, default: fallback, ...assertions } = part;
    const text = assertionsOf(part);
    const isBare = [title, description, fallback].every((annotation) => annotation === undefined);
    if (isBare || !isWorthwhile(text, this.#bare)) return this.within(part);
    const $ref = this.#reference(text, nameOf(part, key), () => this.within(assertions));
    return {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(fallback === undefined ? {} : { default: fallback }),
      // In draft-07 nothing counts beside a reference.
      allOf: [{ $ref }],
    };
  }

  definitions(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#made].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #reference(text: string, wanted: string, make: () => JsonSchema): string {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = this.#free(wanted);
      this.#names.set(text, name);
      this.#made.set(name, make());
    }
    return `#/definitions/${name}`;
  }

  #free(wanted: string): string {
    const taken = new Set(this.#names.values());
    let name = wanted;
    for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
    return name;
  }
}

/** @returns whether it is the first */
function increment(times: Map<string, number>, text: string): boolean {
  const before = times.get(text) ?? 0;
  times.set(text, before + 1);
  return before === 0;
}

function isWorthwhile(text: string, times: ReadonlyMap<string, number>): boolean {
  return text.length > SHORT && (times.get(text) ?? 0) > 1;
}

/** What a schema is known by: whatever it is called and described as. */
function assertionsOf({ title, description, default: fallback, ...assertions }: JsonSchema): string {
  return JSON.stringify(assertions);
}

/** @param key - under which it first stands */
function nameOf({ type, minimum, maximum }: JsonSchema, key: string): string {
  return type?.includes('integer') === true && maximum !== undefined
    ? `integer_${minimum}_to_${maximum}`
    : key;
}

/** @returns `schema` with its parts, by the keys that they stand under, mapped by `map` */
function mapParts(schema: JsonSchema, map: (part: JsonSchema, key: string) => JsonSchema): JsonSchema {
  const mapped = { ...schema };
  const { properties, additionalProperties, items, then } = schema;
  if (properties !== undefined) {
    const entries = Object.entries(properties).map(([key, part]) => [key, map(part, key)]);
    mapped.properties = Object.fromEntries(entries);
  }
  if (typeof additionalProperties === 'object')
    mapped.additionalProperties = map(additionalProperties, 'named');
  if (items !== undefined && !Array.isArray(items)) mapped.items = map(items, 'item');
  if (then?.type === 'object') mapped.then = map(then, 'mapping');
  if (schema.allOf !== undefined) mapped.allOf = schema.allOf.map((part) => mapParts(part, map));
  return mapped;
}
