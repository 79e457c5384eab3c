import { shellQuoted } from './quote.ts';
import type { Values } from './values.ts';
import type { CompletedCommand, CompletedOption } from './word-tree.ts';

/** @returns a completion script for zsh */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef netchannel-sim
# zsh completion for netchannel-sim: source <(netchannel-sim completion zsh), after compinit
_netchannel_sim_keyed() {
  local pair
  for pair in $@; do
    if compset -P "\${pair%%:*}="; then _files -g "*.\${pair#*:}"; return; fi
  done
  compadd -- \${@%%:*}
  compadd -S '' -- \${^@%%:*}=
}
_netchannel_sim_either() {
  compadd -- \${(s: :)1}
  _files -g "$2"
}
${commands.map((command) => definition(command)).join('\n')}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _netchannel_sim "$@"
else
  compdef _netchannel_sim netchannel-sim
fi
`;
}

function definition({ path, commands, options, args }: CompletedCommand): string {
  const specs = options.map(optionSpec);
  if (commands.length === 0) {
    const positions = args.map(({ values, variadic }, i) =>
      shellQuoted(
        `${variadic ? '*' : i + 1}:${args.length > 1 ? `word ${i + 1}` : 'word'}:${action(values)}`,
      ),
    );
    return functionOf(path, [`_arguments -s ${[...specs, ...positions].join(' ')}`]);
  }
  const described = commands.map(({ name, description }) =>
    shellQuoted(`${name}:${description.replaceAll(':', ' ')}`),
  );
  const first = args[0]?.values;
  const also = first?.kind === 'choices' ? first.choices.map(shellQuoted) : [];
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

function optionSpec({ names, description, values, optional }: CompletedOption): string {
  const text = description.replaceAll(/[[\]\\:]/g, (mark) => `\\${mark}`);
  const value = values === undefined ? '' : `${optional ? '::' : ':'}value:${action(values)}`;
  const isRepeatable = description.includes('(repeatable)');
  const braced = names.length > 1 ? `{${names.join(',')}}` : (names[0] ?? '');
  const before = isRepeatable ? '\\*' : names.length > 1 ? `'(${names.join(' ')})'` : '';
  return `${before}${braced}${shellQuoted(`[${text}]${value}`)}`;
}

/** @returns what zsh does to complete it; after a space, without arguments of its own */
function action(values: Values): string {
  switch (values.kind) {
    case 'choices':
      return `(${values.choices.join(' ')})`;
    case 'list':
      return `_sequence compadd - ${values.choices.join(' ')}`;
    case 'keyed':
      return ` _netchannel_sim_keyed ${Object.entries(values.files)
        .map(([key, ending]) => `${key}\\:${ending}`)
        .join(' ')}`;
    case 'folders':
      return '_files -/';
    case 'files': {
      const { endings, choices } = values;
      const glob = endings.length === 0 ? '*' : `*.(${endings.join('|')})`;
      if (choices.length > 0) return ` _netchannel_sim_either "${choices.join(' ')}" "${glob}"`;
      return endings.length === 0 ? '_files' : `_files -g "${glob}"`;
    }
    case 'nothing':
      return ' ';
  }
}
