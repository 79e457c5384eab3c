#!/usr/bin/env node
require('../dist/program/launcher.cjs');
