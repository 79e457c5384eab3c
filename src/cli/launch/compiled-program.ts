import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';
import { PackReader, packed } from './pack.ts';

/** Where rolldown has put the program: this file becomes part of it. */
const FOLDER = import.meta.dirname;
const requireOthers = createRequire(import.meta.url);

/** V8 takes back only what the same V8 has made for the same processor. */
const SAVED = path.join(FOLDER, `compiled-${process.versions.v8}-${process.arch}.v8`);

/** What follows a file's name in that of what V8 has made of it. */
const COMPILED = '.compiled';

interface Module {
  exports: unknown;
}

type ModuleFunction = (
  exports: unknown,
  require: (id: string) => unknown,
  module: Module,
  file: string,
  folder: string,
) => void;

/** A file of the program. */
interface ProgramFile {
  /** As CommonJS functions are: with what Node.js puts around the text. */
  source: string;
  /** What V8 has made of it, if that is known. Valid until the next file is read. */
  compiled?: Buffer;
}

/**
 * The files of the program, in one that the build has left, with what V8 made of them: not to find, read and compile
 * them takes a third off the time of a small run. Where it is absent or of another V8, Node.js does all that.
 */
export class CompiledProgram {
  readonly #modules = new Map<string, Module>();
  readonly #scripts = new Map<string, { source: string; script: Script }>();
  readonly #read: (name: string) => ProgramFile;

  private constructor(read: (name: string) => ProgramFile) {
    this.#read = read;
  }

  /** @returns a program of which all is still to be compiled */
  static uncompiled(): CompiledProgram {
    return new CompiledProgram(fileOf);
  }

  /** @returns what the build has left for this V8, if anything */
  static saved(): CompiledProgram | undefined {
    let pack: PackReader;
    try {
      pack = new PackReader(SAVED);
    } catch {
      return undefined;
    }
    return new CompiledProgram((name) => {
      const source = pack.read(name)?.toString('latin1');
      const compiled = pack.read(name + COMPILED);
      return source === undefined || compiled === undefined ? fileOf(name) : { source, compiled };
    });
  }

  /** Runs a file of the program, if it has not been run, and what it imports. @returns what it exports */
  load(name: string): unknown {
    const known = this.#modules.get(name);
    if (known !== undefined) return known.exports;
    const module: Module = { exports: {} };
    this.#modules.set(name, module);
    const file = path.join(FOLDER, name);
    this.#functionOf(name, file)(module.exports, (id) => this.#require(id), module, file, FOLDER);
    return module.exports;
  }

  /** Leaves what V8 has made of the files so far, for the processes to come. */
  save(): void {
    const pieces = new Map<string, Buffer>();
    for (const [name, { source, script }] of this.#scripts) {
      pieces.set(name, Buffer.from(source, 'latin1'));
      pieces.set(name + COMPILED, script.createCachedData());
    }
    writeFileSync(SAVED, packed(pieces));
  }

  #require(id: string): unknown {
    return id.startsWith('./') ? this.load(id.slice(2)) : requireOthers(id);
  }

  #functionOf(name: string, file: string): ModuleFunction {
    const { source, compiled } = this.#read(name);
    const script = new Script(source, {
      filename: file,
      ...(compiled === undefined ? {} : { cachedData: compiled }),
    });
    this.#scripts.set(name, { source, script });
    return script.runInThisContext();
  }
}

/** @returns a file of the program as the build has written it, in ASCII */
function fileOf(name: string): ProgramFile {
  const text = readFileSync(path.join(FOLDER, name), 'latin1');
  return { source: `(function (exports, require, module, __filename, __dirname) {${text}\n})` };
}
