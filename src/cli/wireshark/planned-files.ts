import { readdirSync, readFileSync } from 'node:fs';
import { CliError } from '../cli-error.ts';
import { systemReason } from '../files/system-reason.ts';
import { packageFile } from '../package-file.ts';
import { pathOf, type WiresharkFolders } from './folders.ts';
import { extcapWrapper, type WrapperTarget } from './wrapper.ts';

/** A file that an installation consists of. */
export interface PlannedFile {
  path: string;
  bytes: Uint8Array;
  isProgram: boolean;
  /** Wireshark writes it again whenever it ends, with the state of its windows: a change of it is nobody's work. */
  isState?: boolean;
}

/** @returns all files of an installation @throws CliError if what is to be installed cannot be read */
export function plannedFiles(folders: WiresharkFolders, target: WrapperTarget): PlannedFile[] {
  const { join } = pathOf(target.platform);
  const source = packageFile('src/wireshark-profile/');
  const read = (name: string): Uint8Array => asRead(`${source}${name}`, (file) => readFileSync(file));
  const profile = join(folders.configuration, 'profiles', 'netchannel-sim');
  const wrapper = extcapWrapper(target);
  return [
    ...asRead(`${source}netchannel-sim`, (folder) => readdirSync(folder))
      .sort()
      .map((name) => ({
        path: join(profile, name),
        bytes: read(`netchannel-sim/${name}`),
        isProgram: false,
        isState: name === 'recent',
      })),
    {
      path: join(folders.plugins, 'netchannel-sim.lua'),
      bytes: read('netchannel-sim.lua'),
      isProgram: false,
    },
    ...folders.extcap.map((folder) => ({
      path: join(folder, wrapper.name),
      bytes: new TextEncoder().encode(wrapper.text),
      isProgram: true,
    })),
  ];
}

function asRead<T>(file: string, read: (file: string) => T): T {
  try {
    return read(file);
  } catch (error) {
    throw new CliError(`Cannot read ${JSON.stringify(file)}: ${systemReason(error)}`, { cause: error });
  }
}
