/** mage with a magefile in a module of its own, so that the project's go.mod stays as it is. */
import path from "node:path";
import { cacheFolder } from "../environment.ts";
import { didGo, type Layout, type Peer } from "../peer.ts";
import { contenderNames } from "../result.ts";
import { buildsOf } from "../targets.ts";
import { programOf } from "../tools.ts";

const out = "bench-mage";
const folder = "bench.mage";

export const magePeer: Peer = {
  name: contenderNames.mage,
  tool: "mage",
  scopes: { nothing: ["one"], work: [] },
  out: { one: out, six: out },
  files: (layout) => ({
    [`${folder}/go.mod`]: "module example.com/bench\n\ngo 1.21\n",
    [`${folder}/magefile.go`]: magefile(layout),
  }),
  argv: () => [programOf("mage"), "-d", folder, "-w", ".", "one"],
  env: () => ({ MAGEFILE_CACHE: path.join(cacheFolder, "mage") }),
  did: didGo,
};

/** As mage's own package `target` compares, written out: the package would have to be fetched for each project. */
function magefile(layout: Layout): string {
  const { artifact, argv } = buildsOf("one", layout, out)[0]!;
  return `//go:build mage

package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// One builds for this machine unless the artifact is newer than all sources.
func One() error {
	made, err := os.Stat("${artifact}")
	isNew := err == nil
	err = filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !strings.HasSuffix(path, ".go") && path != "go.mod" && path != "go.sum" {
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		isNew = isNew && made.ModTime().After(info.ModTime())
		return nil
	})
	if err != nil || isNew {
		return err
	}
	fmt.Println("go build")
	command := exec.Command(${argv.map((word) => `"${word}"`).join(", ")})
	command.Stdout, command.Stderr = os.Stdout, os.Stderr
	return command.Run()
}
`;
}
