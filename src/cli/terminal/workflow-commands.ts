import type { Syntax } from '../../report/reporters/reporter-row.ts';

/**
 * What the runner of GitHub Actions would take for a command in the log: one line that begins with "::", whatever space is
 * in front of it, or has "##[" somewhere. Names and notes of strangers may be broken so that they begin a line.
 */
const COMMAND = /(^|[\n\r\u0085\u2028\u2029])([\s\ufeff]*):(?=:)|#(?=#\[)/g;

/** The same within a text, where only a line end begins a line. */
const LATER_COMMAND = /([\n\r\u0085\u2028\u2029])([\s\ufeff]*):(?=:)|#(?=#\[)/g;

/** What may be the beginning of a command, at the end of a text or of what is in its middle. */
const BEGUN = /(^|[\n\r\u0085\u2028\u2029])[\s\ufeff]*:?$|##?$/;
const LATER_BEGUN = /[\n\r\u0085\u2028\u2029][\s\ufeff]*:?$|##?$/;

/** How each syntax says a character otherwise, so that it stays what it is to whoever reads it. */
const ESCAPES: Readonly<Record<Exclude<Syntax, 'commands'>, { hash: string; colon: string }>> = {
  text: { hash: '\\u{23}', colon: '\\u{3a}' },
  json: { hash: '\\u0023', colon: '\\u003a' },
  xml: { hash: '&#35;', colon: '&#58;' },
};

/**
 * @param environment - tells whether the runner reads what is written
 * @returns a text for people in which the runner finds no command
 */
export function withoutWorkflowCommands(text: string, environment: NodeJS.ProcessEnv): string {
  return isGitHubAtWork(environment) ? escaped(text, 'text', COMMAND) : text;
}

/**
 * The same of a text that comes in pieces, also where a command would be in two of them.
 *
 * @param syntax - of the text: its meaning stays what it is, but for text for people
 */
export function* piecesWithoutWorkflowCommands(
  pieces: Iterable<string>,
  syntax: Syntax,
  environment: NodeJS.ProcessEnv,
): Generator<string> {
  if (!isGitHubAtWork(environment) || syntax === 'commands') {
    yield* pieces;
    return;
  }
  let kept = '';
  let command = COMMAND;
  for (const piece of pieces) {
    if (piece === '') continue;
    const text = kept + piece;
    const begun = command === COMMAND ? BEGUN : LATER_BEGUN;
    const end = begun.exec(text)?.index ?? text.length;
    kept = text.slice(end);
    if (end === 0) continue;
    // What follows what may be a beginning is looked at together with it.
    const safe = escaped(text, syntax, command);
    yield end === text.length ? safe : safe.slice(0, safe.length - kept.length);
    command = LATER_COMMAND;
  }
  if (kept !== '') yield escaped(kept, syntax, command);
}

/** Whether the runner of GitHub Actions reads what is written. */
export function isGitHubAtWork(environment: NodeJS.ProcessEnv): boolean {
  return environment['GITHUB_ACTIONS'] === 'true';
}

function escaped(text: string, syntax: Exclude<Syntax, 'commands'>, command: RegExp): string {
  const { hash, colon } = ESCAPES[syntax];
  return text.replace(command, (_, before?: string, space?: string) =>
    before === undefined ? hash : `${before}${space}${colon}`,
  );
}
