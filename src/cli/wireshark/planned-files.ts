import { listPackaged, readPackaged } from '../files/read-packaged.ts';
import { pathOf, type WiresharkFolders } from './folders.ts';
import { extcapWrapper, type WrapperTarget } from './wrapper.ts';

const SOURCE = 'src/wireshark-profile/';

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
  const profile = join(folders.configuration, 'profiles', 'netchannel-sim');
  const wrapper = extcapWrapper(target);
  return [
    ...listPackaged(`${SOURCE}netchannel-sim`)
      .sort()
      .map((name) => ({
        path: join(profile, name),
        bytes: readPackaged(`${SOURCE}netchannel-sim/${name}`),
        isProgram: false,
        isState: name === 'recent',
      })),
    {
      path: join(folders.plugins, 'netchannel-sim.lua'),
      bytes: readPackaged(`${SOURCE}netchannel-sim.lua`),
      isProgram: false,
    },
    ...folders.extcap.map((folder) => ({
      path: join(folder, wrapper.name),
      bytes: new TextEncoder().encode(wrapper.text),
      isProgram: true,
    })),
  ];
}
