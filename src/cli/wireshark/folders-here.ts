import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { listedFolders } from './ask-tshark.ts';
import { defaultFolders, type WiresharkFolders, withListedFolders } from './folders.ts';
import type { Machine } from './machine.ts';

/** @returns this machine, as it decides where Wireshark and its files are */
export function thisMachine(): Machine {
  return {
    platform: process.platform,
    environment: process.env,
    home: homedir(),
    isFolder: (folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false,
  };
}

/** @returns the personal folders of this user's Wireshark, absolute */
export async function foldersHere(): Promise<WiresharkFolders> {
  const machine = thisMachine();
  const usual = defaultFolders(machine);
  const listing = await listedFolders();
  const folders = listing === undefined ? usual : withListedFolders(usual, listing, machine);
  // What is removed later must not depend on the working folder.
  return {
    configuration: path.resolve(folders.configuration),
    plugins: path.resolve(folders.plugins),
    extcap: folders.extcap.map((folder) => path.resolve(folder)),
  };
}
