import { fileURLToPath } from 'node:url';

/** @returns where a file or folder of this package lies on this machine, such as `samples/` */
export function packageFile(name: string): string {
  return fileURLToPath(new URL(`../../${name}`, import.meta.url));
}
