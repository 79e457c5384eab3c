/** Something that the user can put right. The message goes to standard error as it is, without a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
