import { fishQuoted } from './quote.ts';
import type { Values } from './values.ts';
import type { CompletedCommand, CompletedOption } from './word-tree.ts';

/** @returns a completion script for fish 3 or later */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  const paths = commands.map(({ path }) => path).filter((path) => path !== '');
  const takers = commands.flatMap(({ path, options }) =>
    options
      .filter(({ values, optional }) => values !== undefined && !optional)
      .flatMap(({ names }) => names.map((name) => `${path}:${name}`)),
  );
  return `# fish completion for netchannel-sim: netchannel-sim completion fish | source
# Whether the command is the first argument, and, if there are more, how many words it has got is one of them.
function __netchannel_sim_at
    set -l path
    set -l count 0
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if string match -q -- '-?*' $word
            contains -- "$path:$word" ${takers.map(fishQuoted).join(' ')}; and set skip 1
        else if test $count = 0; and contains -- (string trim -- "$path $word") ${paths.map(fishQuoted).join(' ')}
            set -a path $word
        else
            set count (math $count + 1)
        end
    end
    test "$path" = "$argv[1]"; or return 1
    test (count $argv) = 1; or contains $count $argv[2..-1]; or begin
        contains more $argv; and test $count -ge $argv[2]
    end
end
function __netchannel_sim_files
    for ending in $argv
        __fish_complete_suffix .$ending
    end
end
function __netchannel_sim_list
    set -l token (commandline -ct | string replace -r -- '^--[^=]*=' '')
    set -l before (string replace -rf -- '^(.*,)[^,]*$' '$1' $token)
    for name in $argv
        contains -- $name (string split -- , "$before"); or echo "$before$name"
    end
end
complete -c netchannel-sim -f
${commands.flatMap(lines).join('\n')}
`;
}

function lines({ path, commands, options, args }: CompletedCommand): string[] {
  const start = (...positions: readonly string[]): string =>
    `complete -c netchannel-sim -n ${fishQuoted([`__netchannel_sim_at "${path}"`, ...positions].join(' '))}`;
  return [
    ...commands.map(
      ({ name, description }) => `${start('0')} -f -a ${fishQuoted(name)} -d ${fishQuoted(description)}`,
    ),
    ...args.flatMap(({ values, variadic }, i) => {
      const from = variadic ? start(String(i), 'more') : start(String(i));
      const words = candidates(values);
      return words === undefined ? [] : [`${from} -f ${words}`];
    }),
    ...options.map((option) => `${start()} ${optionWords(option)}`),
  ];
}

function optionWords({ names, description, values, optional }: CompletedOption): string {
  const named = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const words = values === undefined ? undefined : candidates(values);
  const value = values === undefined ? [] : [optional ? '-f' : '-x', ...(words === undefined ? [] : [words])];
  return [...named, ...value, '-d', fishQuoted(description)].join(' ');
}

/** @returns what is offered, as options of `complete` */
function candidates(values: Values): string | undefined {
  switch (values.kind) {
    case 'choices':
      return `-a ${fishQuoted(values.choices.join(' '))}`;
    case 'list':
      return `-a ${fishQuoted(`(__netchannel_sim_list ${values.choices.join(' ')})`)}`;
    case 'keyed': {
      const keys = Object.keys(values.files);
      return `-a ${fishQuoted([...keys, ...keys.map((key) => `${key}=`)].join(' '))}`;
    }
    case 'folders':
      return `-a ${fishQuoted('(__fish_complete_directories)')}`;
    case 'files': {
      const { endings, choices } = values;
      const files =
        endings.length === 0 ? '(__fish_complete_path)' : `(__netchannel_sim_files ${endings.join(' ')})`;
      return `-k -a ${fishQuoted([files, ...choices].join(' '))}`;
    }
    case 'nothing':
      return undefined;
  }
}
