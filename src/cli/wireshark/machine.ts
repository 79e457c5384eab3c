/** What decides where Wireshark looks for personal files. Given as data, so that every platform can be thought through on any. */
export interface Machine {
  platform: NodeJS.Platform;
  environment: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  home: string;
  /** Whether there is a folder of this path. */
  isFolder(path: string): boolean;
}
