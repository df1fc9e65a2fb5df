import { expect, it } from "vitest";
import { parseWslConf } from "../../../lib/host/wsl-conf.ts";

it.each<[text: string, values: Record<string, string>]>([
  ["[automount]\nroot = /win/ # not /mnt\n", { "automount.root": "/win/" }],
  ["\uFEFF[Interop]\r\nEnabled=FALSE\r\n", { "interop.enabled": "FALSE" }],
  ['[automount]\noptions = "metadata,umask=22 # in"\n', { "automount.options": "metadata,umask=22 # in" }],
  ['[boot]\ncommand = echo \\"hi\\" C:\\\\x\n', { "boot.command": 'echo "hi" C:\\x' }],
  ["[boot]\ncommand = one \\\n two\n", { "boot.command": "one  two" }],
  ["[a]\nb = 1\nb = 2\n# c = 3\n[d] # e\nf =\n", { "a.b": "2", "d.f": "" }],
  ["b = 1\nno line\n= x\n", { ".b": "1" }],
  ["", {}],
])("%j", (text, values) => {
  expect(parseWslConf(text)).toEqual(values);
});
