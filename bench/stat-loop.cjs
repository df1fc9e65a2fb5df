/** The floor for growth: stats each file of a list, one a line, and does nothing else. */
"use strict";
const { readFileSync, statSync } = require("node:fs");
const { argv } = require("node:process");

for (const file of readFileSync(argv[2], "utf8").split("\n")) statSync(file);
