/** The floor for started processes: starts `true` so often, as many at once as there are cores, and reads its output. */
"use strict";
const { spawn } = require("node:child_process");
const os = require("node:os");
const { argv } = require("node:process");

let left = Number(argv[2]);

function next() {
  if (left === 0) return;
  left--;
  const child = spawn("true", { stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.resume();
  child.stderr.resume();
  child.once("close", next);
}

for (let core = 0; core < os.availableParallelism(); core++) next();
