/** By what a file is found again that the script `from` names. */
export function fileKey(name: string, from: string): string {
  return `${from}\n${name}`;
}
