import { shellQuoted } from './quote.ts';
import type { CompletedCommand, CompletedOption } from './word-tree.ts';

/** @returns a completion script for zsh */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef netchannel-sim
# zsh completion for netchannel-sim: source <(netchannel-sim completion zsh), after compinit
${commands.map((command) => definition(command)).join('\n')}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _netchannel_sim "$@"
else
  compdef _netchannel_sim netchannel-sim
fi
`;
}

function definition({ path, commands, options, choices }: CompletedCommand): string {
  const specs = options.map(optionSpec);
  if (commands.length === 0) {
    const first = choices === undefined ? '*:file:_files' : `1:name:(${choices.join(' ')})`;
    const rest = choices === undefined ? [] : ['2:file:_files'];
    return functionOf(path, [`_arguments -s ${[...specs, ...[first, ...rest].map(shellQuoted)].join(' ')}`]);
  }
  const described = commands.map(({ name, description }) =>
    shellQuoted(`${name}:${description.replaceAll(':', ' ')}`),
  );
  const also = (choices ?? []).map(shellQuoted);
  const cases = commands.map(({ name }) => `      ${name}) ${functionName(`${path} ${name}`.trim())} ;;`);
  return functionOf(path, [
    'local context state state_descr line',
    'typeset -A opt_args',
    `_arguments -s -C ${[...specs, "'1: :->command'", "'*:: :->argument'"].join(' ')}`,
    'case $state in',
    '  command)',
    '    local -a commands',
    `    commands=(${[...described, ...also].join(' ')})`,
    '    _describe command commands ;;',
    '  argument)',
    '    case $line[1] in',
    ...cases,
    '    esac ;;',
    'esac',
  ]);
}

function functionOf(path: string, lines: readonly string[]): string {
  return `${functionName(path)}() {\n${lines.map((line) => `  ${line}`).join('\n')}\n}\n`;
}

function functionName(path: string): string {
  return `_netchannel_sim${path === '' ? '' : `_${path.replaceAll(' ', '_')}`}`;
}

function optionSpec({ names, description, takesValue, choices }: CompletedOption): string {
  const text = description.replaceAll(/[[\]\\:]/g, (mark) => `\\${mark}`);
  const value = !takesValue ? '' : choices === undefined ? ':file:_files' : `:value:(${choices.join(' ')})`;
  const listed = names.length > 1 ? `'(${names.join(' ')})'{${names.join(',')}}` : (names[0] ?? '');
  return `${listed}${shellQuoted(`[${text}]${value}`)}`;
}
