/**
 * What the runner of GitHub Actions would take for a command in the log: one line that begins with "::", whatever space is
 * in front of it, or has "##[" somewhere. Names and notes of strangers may be broken so that they begin a line.
 */
const COMMAND = /(^|[\n\r\u0085\u2028\u2029])([\s\ufeff]*):(?=:)|#(?=#\[)/g;

/**
 * @param environment - tells whether the runner reads what is written
 * @returns a text for people in which the runner finds no command
 */
export function withoutWorkflowCommands(text: string, environment: NodeJS.ProcessEnv): string {
  if (environment['GITHUB_ACTIONS'] !== 'true') return text;
  return text.replace(COMMAND, (_, before?: string, space?: string) =>
    before === undefined ? '\\u{23}' : `${before}${space}\\u{3a}`,
  );
}
