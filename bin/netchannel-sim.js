#!/usr/bin/env node
const { existsSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const launcher = path.join(root, 'dist/program/launcher.cjs');

if (existsSync(launcher)) {
  require(launcher);
} else {
  const missing = JSON.stringify(launcher);
  process.stderr.write(
    `netchannel-sim: Cannot start: ${missing} is missing; run "npm run build" in ${JSON.stringify(root)}, or install the package again\n`,
  );
  process.exitCode = 1;
}
