import { createRequire } from 'node:module';
import path from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';
import { licensesOf } from './rolldown.licenses.ts';

const { resolve } = createRequire(import.meta.url);

/*
 * The program, with all that it needs, in a few files: to find, read and compile each of some five hundred modules by
 * itself takes several times as long as a small run. The library is what tsc makes of src/, a file for each.
 */
export default defineConfig({
  input: ['launch/launcher', 'launch/prepare-samples', 'launch/precompile', 'main'].map(
    (name) => `src/cli/${name}.ts`,
  ),
  platform: 'node',
  resolve: {
    // Not what they have for Node.js: of yaml that is CommonJS, which cannot be cut down to what is used, and chalk would
    // look at the terminal, which src/cli/terminal/terminal.ts does.
    alias: {
      yaml: path.join(resolve('yaml/package.json'), '../browser/index.js'),
      '#supports-color': path.join(resolve('chalk'), '../vendor/supports-color/browser.js'),
    },
  },
  plugins: [withoutChildProcess(), licenses()],
  output: {
    // As deep as src/cli: what belongs to the package is found from there (src/cli/package-file.ts).
    dir: 'dist/program',
    cleanDir: true,
    // Node.js has less to do to start CommonJS, and less to read if each character is a byte.
    format: 'cjs',
    charset: 'ascii',
    minify: true,
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    // All that is done for each packet in one file: from file to file, a function is no constant to V8. What only shards
    // need stays out, because it loads what takes long. The table of options is in one file, too, with the few names that
    // it takes from the emulator: help and completion load it, and not the emulator.
    codeSplitting: {
      groups: [
        // Whatever the program says passes these, and each end of it asks what error there was: help and the questions
        // of Wireshark need no emulator for that.
        {
          name: 'sinks',
          priority: 1,
          test: /[\\/]src[\\/](pcap-writer[\\/](write-all|file-sink|output-error)|script[\\/]errors|simulation[\\/]cannot-go-on)\.ts$/,
        },
        {
          name: 'options',
          priority: 1,
          test: /[\\/]src[\\/](cli[\\/]options[\\/].*|netchannel[\\/]releases|simulation[\\/]capture[\\/]vantage|wire[\\/]address)\.ts$/,
        },
        {
          name: 'emulator',
          test: /[\\/]src[\\/](simd|wire|xen|netchannel|guest|audit|simulation(?![\\/]shard)|pcap-writer(?![\\/](stream-sink|create-)))[\\/]/,
        },
        // All that a script takes which the build has read and checked: neither yaml nor zod.
        { name: 'load-known', test: /[\\/]src[\\/]script[\\/]load-known\.ts$/ },
      ],
    },
  },
});

/** Commander starts other programs for commands that are files, of which there are none, and loads what takes long. */
function withoutChildProcess(): Plugin {
  const EMPTY = '\0no-child-process';
  return {
    name: 'without-child-process',
    resolveId: (id, importer) =>
      id === 'node:child_process' && importer?.includes('commander') ? EMPTY : undefined,
    load: (id) => (id === EMPTY ? 'export {};' : undefined),
  };
}

/** Writes the licences of all packages of which something is in the program, as they ask for, beside it. */
function licenses(): Plugin {
  return {
    name: 'licenses',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((output) =>
        output.type === 'chunk' ? output.moduleIds : [],
      );
      this.emitFile({ type: 'asset', fileName: 'LICENSES.txt', source: licensesOf(modules) });
    },
  };
}
