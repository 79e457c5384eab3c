/** What an option or an argument takes, as far as completion can tell. */
export type Values =
  | { kind: 'choices'; choices: readonly string[] }
  /** Several of them too, separated by commas. */
  | { kind: 'list'; choices: readonly string[] }
  /** A choice, or a choice, an equals sign, and a file: choice to the ending of its files. */
  | { kind: 'keyed'; files: Readonly<Record<string, string>> }
  | FileValues
  | { kind: 'folders' }
  /** A number, a name: what nobody can guess. */
  | { kind: 'nothing' };

export interface FileValues {
  kind: 'files';
  /** Endings of their names; of all files if empty. */
  endings: readonly string[];
  /** Whether files of other names are offered where there is none of these: what is read can have any. */
  others: boolean;
  /** What it can be beside a file. */
  choices: readonly string[];
}

export const NOTHING: Values = { kind: 'nothing' };
export const FOLDERS: Values = { kind: 'folders' };

export function choices(...texts: readonly string[]): Values {
  return { kind: 'choices', choices: texts };
}

/** Files that are written: only what may be overwritten is offered. */
export function filesToWrite(...endings: readonly string[]): Values {
  return { kind: 'files', endings, others: false, choices: [] };
}

/** @param others - what it can be instead of a file */
export function filesToRead(endings: readonly string[], others: readonly string[] = []): Values {
  return { kind: 'files', endings, others: true, choices: others };
}
