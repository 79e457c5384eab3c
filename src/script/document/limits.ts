/** What a script may be at most, so that a hostile one ends in a message. */
export const LIMITS = Object.freeze({
  /** Characters of text. */
  characters: 16 * 1024 * 1024,
  /** Tokens that the text falls into: they cost about a kilobyte each in the YAML parser. */
  tokens: 500_000,
  /** Lists and mappings within one another. */
  depth: 64,
  /** Values, those that aliases repeat counted each time. */
  values: 500_000,
  /** Problems that are reported. */
  problems: 50,
});

export const TOO_DEEP = `Script is nested too deeply: at most ${LIMITS.depth} levels`;
