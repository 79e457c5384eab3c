/** Names of an option: without its dashes, the long one is what `commander` calls it, but for the letters. */
export interface OptionNames {
  /** `-o`, if it has one. */
  short: string | undefined;
  /** `--output` */
  long: string;
}

/** @param flags - as in a row: `-o, --output <file>` */
export function namesOf(flags: string): OptionNames {
  const [, short, long = ''] = /^(?:(-\w), )?(--[\w-]+)/.exec(flags) ?? [];
  return { short, long };
}

/** @returns what `commander` calls what is given: `warmUp`; of `--no-capture`, `capture` */
export function attributeOf(flags: string): string {
  const name = namesOf(flags).long.replace(/^--(no-)?/, '');
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
