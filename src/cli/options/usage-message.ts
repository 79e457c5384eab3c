/**
 * What commander has to say about a command line, in the form that all messages of this program have.
 *
 * @param text - such as `error: unknown option '--jsn'\n(Did you mean --json?)`
 * @returns a line that begins with the program's name and has no final full stop
 */
export function usageMessage(text: string): string {
  const [, problem = text.trim(), suggestion] =
    /^(?:error: )?(.*?)(?:\s*\(Did you mean (?:one of )?(.+)\?\))?\.?\s*$/s.exec(text) ?? [];
  const sentence = problem.charAt(0).toUpperCase() + problem.slice(1).replaceAll("'", '"');
  return `netchannel-sim: ${sentence}${hint(problem, suggestion)}`;
}

function hint(problem: string, suggestion: string | undefined): string {
  const [, script] = /^unknown command '(.*\.(?:ya?ml|json))'$/s.exec(problem) ?? [];
  if (script !== undefined) return `; did you mean "netchannel-sim run ${script}"?`;
  if (suggestion !== undefined) return `; did you mean "${suggestion.replaceAll(', ', '" or "')}"?`;
  if (problem.startsWith('unknown command')) return '; see "netchannel-sim --help"';
  return '; see "netchannel-sim run --help"';
}
