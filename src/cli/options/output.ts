import { FOLDERS, filesToWrite } from '../completion/values.ts';
import { CAPTURE } from './capture.ts';
import { CAPTURE_FORMATS } from './capture-format.ts';
import { nameAfter } from './name-after.ts';
import type { OptionRow } from './option-row.ts';

export const OUTPUT = {
  flags: '-o, --output <file>',
  on: {
    run: 'capture: pcap, or, named *.pcapng, pcapng with the findings as comments; - for standard output; folder/ to put it there; {script}, {release} and {shard} in its name tell several runs apart (default: {script}.pcap, of several releases {script}-{release}.pcap, of shards with -{shard})',
    inspect:
      'the capture as pcapng, with the findings as comments of its packets; - for standard output; folder/ to put it there, as <capture name>-inspected.pcapng',
    merge: 'merged capture; - for standard output; folder/ to put it there, as merged.pcap or .pcapng',
    replay:
      'pcap file, or, named *.pcapng, pcapng with the findings as comments; - for standard output; folder/ to put it there (default: <capture name>-replay.pcap); of several releases, with {release} in its name (default: <capture name>-replay-{release}.pcap)',
  },
  values: filesToWrite(...CAPTURE_FORMATS),
  excludes: [
    {
      option: CAPTURE,
      says: 'Cannot combine --no-capture with --output, which names the capture; leave one out',
    },
  ],
  parse: nameAfter('--output', 'capture'),
} satisfies OptionRow<string>;

/** That of `compare`, always several files. */
export const OUTPUTS = {
  flags: '-o, --output <pattern>',
  on: {
    compare: 'captures (pcap, or *.pcapng), one for each release, which {release} in the name stands for',
  },
  // With {release} in it, which no file has.
  values: FOLDERS,
  parse: nameAfter('--output', 'captures'),
} satisfies OptionRow<string>;

/** That of `import`. */
export const SCRIPT_OUTPUT = {
  flags: '-o, --output <file>',
  on: { import: 'the script; - for standard output; folder/ to put it there (default: standard output)' },
  values: filesToWrite('yaml'),
  parse: nameAfter('--output', 'script'),
  usual: '-',
} satisfies OptionRow<string>;
