const INCLUDED = `# login.yaml, which can be run alone, too
vars: { who: alice, port: 9000 }
hosts: { alice: { ip: 10.0.0.10 } }
steps:
  - name: login
    udp: { to: "\${who}", to_port: "\${port}", payload: { file: token.bin, offset: 4, size: 16 } }`;

const EXAMPLE = `include: hosts.yaml
vars: { who: bob }
steps:
  - include: login.yaml
  - repeat:
      count: 3
      steps:
        - include: { file: login.yaml, vars: { who: carol, port: 9001 } }`;

/** What the reference page says about included scripts. */
export const INCLUDE_TEXT = `The steps of another script, taken here. Names of files are relative to the script that they stand in; of a script
from standard input, to the working folder. Of the other keys of an included script only \`vars\`, \`hosts\` and
\`include\` count, so that it can be one that is also run alone; it can do without \`steps\`.

\`\`\`yaml
${INCLUDED}
\`\`\`

\`\`\`yaml
${EXAMPLE}
\`\`\`

- Its hosts are known everywhere. Two hosts of one name must have the same addresses.
- A variable of its own has the value that \`vars\` of the including step gives it; or else that of the variable of
  this name where it is included; or else that of \`--define\`; or else its own. Variables and loop indexes that are
  known where it is included are known in it, too; an index cannot be given as a value.
- \`include\` at the head of a script brings the \`hosts\` and \`vars\` of others to it, and none of their steps. Its own
  variables win, then those of the last that it names.
- Scripts cannot include themselves. They can be included 16 deep, from 256 files, and 1,000 times in all; the limits on
  the length of a script are on all of it together.
- Reports say \`login.yaml:6\` for a step of an included script.`;
