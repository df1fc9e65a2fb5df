/**
 * Loaded before gowsl: at its end, writes the peak of its resident set in KiB. VmHWM begins anew with
 * the program, while maxRSS of getrusage may be that of the process which started it.
 */
"use strict";
const { readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const process = require("node:process");

process.once("exit", () => {
  let peak;
  try {
    peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))[1];
  } catch {
    peak = process.resourceUsage().maxRSS;
  }
  writeFileSync(path.join(__dirname, "../node_modules/.cache/gowsl-bench/peak.txt"), String(peak));
});
