/** How quoted texts and aliases begin, and what the lexer puts before each other scalar. */
const SCALAR = new Set<string | undefined>(['"', "'", '*', '\x1f']);

/** @returns how many of LIMITS.nodes a lexeme of YAML takes */
export function nodesOf(lexeme: string): number {
  if (lexeme === '[' || lexeme === '{') return 2;
  return SCALAR.has(lexeme[0]) ? 1 : 0;
}
