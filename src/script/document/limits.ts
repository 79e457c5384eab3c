/** What a script may be at most, so that a hostile one ends in a message. */
export const LIMITS = Object.freeze({
  /** Characters of text. */
  characters: 4 * 1024 * 1024,
  /** Tokens that the text falls into, white space included: they cost some 200 bytes each in the YAML parser. */
  tokens: 1_600_000,
  /** Keys and values as they are written; a {…} or […] counts twice. They cost about a kilobyte each. */
  nodes: 450_000,
  /** Lists and mappings within one another. */
  depth: 64,
  /** Values, those that aliases repeat counted each time. */
  values: 500_000,
  /** Problems that are reported. */
  problems: 50,
  /** Scripts within one another by including. */
  includeDepth: 16,
  /** Different scripts that are included. */
  files: 256,
  /** Characters of text that templates make. */
  expanded: 16 * 1024 * 1024,
  /** Times that a script is included, each counted. */
  inclusions: 1000,
  /** Bytes of the files that payloads are read from, all together. */
  fileBytes: 64 * 1024 * 1024,
});

/** What may still be read: a script shares it with those that it includes. */
export interface DocumentRoom {
  characters: number;
  tokens: number;
  nodes: number;
}

/** @returns room for a script and all that it includes */
export function documentRoom(): DocumentRoom {
  return { characters: LIMITS.characters, tokens: LIMITS.tokens, nodes: LIMITS.nodes };
}

export const TOO_DEEP = `Script is nested too deeply: at most ${LIMITS.depth} levels`;
