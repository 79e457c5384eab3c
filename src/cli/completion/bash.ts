import { FIXED_RELEASE } from '../../netchannel/releases.ts';
import type { Values } from './values.ts';
import type { CompletedArgument, CompletedCommand } from './word-tree.ts';

/** @returns a completion script for bash 4 or later */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const paths = commands.map(({ path }) => path).filter((path) => path !== '');
  return `# bash completion for netchannel-sim: source <(netchannel-sim completion bash)
_netchannel_sim() {
  local word=\${COMP_WORDS[COMP_CWORD]} path='' words='' list='' key='' files='' others='' folders='' prefix=''
  local -i i count=0 at=COMP_CWORD
  local before candidate options='' found=()
  COMPREPLY=()
  # An equals sign splits words: --netchannel = ${FIXED_RELEASE}, and --reporter junit = report.xml
  if [[ $word == '=' ]]; then word=''; at=COMP_CWORD-1
  elif (( COMP_CWORD > 1 )) && [[ \${COMP_WORDS[COMP_CWORD-1]} == '=' ]]; then at=COMP_CWORD-2
  else at=COMP_CWORD-1; fi
  before=\${COMP_WORDS[at]}
  if (( at > 0 )) && [[ \${COMP_WORDS[at+1]} == '=' && $before != -* ]]; then
    key=$before
    before=\${COMP_WORDS[at-1]}
    [[ $before == '=' ]] && before=\${COMP_WORDS[at-2]}
  fi
  for (( i = 1; i < COMP_CWORD; i++ )); do
    candidate=\${COMP_WORDS[i]}
    if [[ $candidate == '=' ]]; then i+=1; continue; fi
    if [[ $candidate == -?* ]]; then
      case "$path:$candidate" in
${indented(takers(commands), 8)}
      esac
      continue
    fi
    case "$count:\${path:+$path }$candidate" in
      ${patterns(paths.map((path) => `0:${path}`))}) path="\${path:+$path }$candidate" ;;
      *) count+=1 ;;
    esac
  done
  case "$path:$before" in
${indented(commands.flatMap(optionValues), 4)}
    *)
      [[ -n $key ]] && return 0
      case "$path" in
${indented(commands.flatMap(optionNames), 8)}
      esac
      case "$path:$count" in
${indented(commands.flatMap(positions), 8)}
      esac
      ;;
  esac
  if [[ -n $list && $word == *,* ]]; then prefix=\${word%,*},; word=\${word##*,}; fi
  for candidate in $words $([[ $word == -* ]] && echo "$options"); do
    [[ $candidate == "$word"* && ",$prefix" != *",$candidate,"* ]] && COMPREPLY+=("$prefix$candidate")
  done
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  if [[ -z $words$files$folders$word ]]; then COMPREPLY+=($options); fi
  [[ $word == -* || -z $files$folders ]] && return 0
  compopt -o filenames 2>/dev/null
  count=\${#COMPREPLY[@]}
  while IFS= read -r candidate; do
    if [[ -d $candidate ]]; then COMPREPLY+=("$candidate"); continue; fi
    [[ -n $files ]] || continue
    if [[ $files == '*' || " $files " == *" \${candidate##*.} "* ]]; then found+=("$candidate")
    elif [[ -n $others ]]; then others+=$candidate$'\\n'; fi
  done < <(compgen -f -- "$word")
  if (( \${#found[@]} )); then COMPREPLY+=("\${found[@]}")
  elif (( \${#others} > 1 && count == 0 )); then
    while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done <<< "\${others:1:-1}"
  fi
  return 0
}
complete -F _netchannel_sim netchannel-sim
`;
}

/** Words that the next one belongs to; where it can be left out, unless it is an option itself. */
function takers(commands: readonly CompletedCommand[]): string[] {
  const labels = (wanted: boolean): string[] =>
    commands.flatMap(({ path, options }) =>
      options
        .filter(({ values, optional }) => values !== undefined && optional === wanted)
        .flatMap(({ names }) => names.map((name) => `${path}:${name}`)),
    );
  // What follows an equals sign is skipped above.
  const next = `[[ \${COMP_WORDS[i+1]} == '=' ]] ||`;
  return [
    ...row(labels(false), `${next} i+=1`),
    ...row(labels(true), `${next} [[ \${COMP_WORDS[i+1]} == -* ]] || i+=1`),
  ];
}

function row(labels: readonly string[], action: string): string[] {
  return labels.length === 0 ? [] : [`${patterns(labels)}) ${action} ;;`];
}

function optionValues({ path, options }: CompletedCommand): string[] {
  return options.flatMap(({ names, values, optional }) => {
    if (values === undefined) return [];
    const labels = names.map((name) => `${path}:${name}`);
    return row(labels, `${assignments(values)}${optional ? ` options=${quoted(namesOf(options))}` : ''}`);
  });
}

function optionNames({ path, options }: CompletedCommand): string[] {
  return row([path], `options=${quoted(namesOf(options))}`);
}

function namesOf(options: CompletedCommand['options']): string {
  return options.flatMap(({ names }) => names.filter((name) => name.startsWith('--'))).join(' ');
}

function positions({ path, commands, args }: CompletedCommand): string[] {
  const below = commands.map(({ name }) => name);
  const first = args[0]?.values ?? { kind: 'nothing' as const };
  const rows = row([`${path}:0`], `${assignments(first)} words="${below.join(' ')} $words"`);
  return [...rows, ...args.flatMap((argument, i) => position(path, argument, i))];
}

function position(path: string, { values, variadic }: CompletedArgument, i: number): string[] {
  const later = variadic ? [`'${path}:'*`] : i > 0 ? [`'${path}:${i}'`] : [];
  return later.map((pattern) => `${pattern}) ${assignments(values)} ;;`);
}

/** Always something, so that it can be a command. */
function assignments(values: Values): string {
  switch (values.kind) {
    case 'choices':
      return `words=${quoted(values.choices.join(' '))}`;
    case 'list':
      return `words=${quoted(values.choices.join(' '))} list=1`;
    case 'folders':
      return 'folders=1';
    case 'files': {
      const endings = values.endings.length === 0 ? '*' : values.endings.join(' ');
      const also = values.choices.length === 0 ? '' : ` words=${quoted(values.choices.join(' '))}`;
      // A space, so that it is not empty.
      return `files=${quoted(endings)}${values.others ? " others=' '" : ''}${also}`;
    }
    case 'keyed': {
      const keys = Object.keys(values.files);
      const names = quoted([...keys, ...keys.map((key) => `${key}=`)].join(' '));
      const cases = Object.entries(values.files).map(([key, ending]) => `${key}) files=${quoted(ending)} ;;`);
      return `case $key in '') words=${names} ;; ${cases.join(' ')} esac;`;
    }
    case 'nothing':
      return "words=''";
  }
}

function quoted(text: string): string {
  return `'${text}'`;
}

function indented(lines: readonly string[], columns: number): string {
  return lines.map((line) => `${' '.repeat(columns)}${line}`).join('\n');
}

function patterns(texts: readonly string[]): string {
  return texts.map((text) => `'${text}'`).join('|');
}
