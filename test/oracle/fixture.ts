/** A small module with what real ones have: two mains, an embedded folder, assembler, tests, constraints. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { OracleProject } from "./projects.ts";

export const fixture: OracleProject = {
  name: "fixture",
  mains: ["cmd/app", "cmd/tool"],
  crossTarget: "windows/amd64",
  task: { define: { "main.version": "1.0" } },
  embeds: true,
  light: true,
};

const files: Record<string, string> = {
  "go.mod": "module example.com/fixture\n\ngo 1.24.0\n",
  "README.md": "# A fixture\n",
  "LICENSE.txt": "None.\n",
  "cmd/app/main.go": `// Command app prints a page and a sum.
package main

import (
	"os"

	"example.com/fixture/internal/pages"
	"example.com/fixture/internal/sum"
	"example.com/fixture/internal/words"
)

var version = "none"

func main() {
	os.Stdout.WriteString(words.Title("page of " + version))
	os.Stdout.WriteString(pages.Read("start.html"))
	os.Exit(int(sum.Of(1, -1)))
}
`,
  "cmd/tool/main.go": `// Command tool has nothing to do with pages.
package main

import "example.com/fixture/internal/words"

var version string

func main() {
	println(words.Title("tool"), version)
}
`,
  "internal/pages/pages.go": `// Package pages holds a folder.
package pages

import "embed"

//go:embed html notes.txt
var files embed.FS

// Read returns a page.
func Read(name string) string {
	content, err := files.ReadFile("html/" + name)
	if err != nil {
		return "no page called " + name
	}
	return string(content)
}
`,
  "internal/pages/notes.txt": "Notes.\n",
  "internal/pages/html/start.html": "<h1>Start</h1>\n",
  "internal/pages/html/deep/end.html": "<h1>End</h1>\n",
  "internal/sum/sum_amd64.go": "package sum\n\n// Of adds.\nfunc Of(left, right int64) int64\n",
  "internal/sum/sum_amd64.s": `#include "textflag.h"
#include "sum.h"

// func Of(left, right int64) int64
TEXT ·Of(SB), NOSPLIT, $0-24
	MOVQ left+0(FP), AX
	ADDQ right+8(FP), AX
	ADDQ $EXTRA, AX
	MOVQ AX, ret+16(FP)
	RET
`,
  "internal/sum/sum.h": "#define EXTRA 0\n",
  "internal/sum/sum_other.go": `//go:build !amd64

package sum

// Of adds.
func Of(left, right int64) int64 { return left + right }
`,
  "internal/words/words.go": `// Package words is about words.
package words

import "strings"

// Title makes a title.
func Title(text string) string {
	return strings.ToUpper(text) + ending + "\\n"
}
`,
  "internal/words/count.go": `package words

// Count counts words.
func Count(text string) int {
	total := 0
	for _, letter := range text + " end" {
		if letter == ' ' {
			total++
		}
	}
	return total
}
`,
  "internal/words/ending_windows.go": 'package words\n\nconst ending = " on windows"\n',
  "internal/words/ending_other.go": '//go:build !windows\n\npackage words\n\nconst ending = " elsewhere"\n',
  "internal/words/loud.go": "//go:build loud\n\npackage words\n\nfunc init() { println(ending) }\n",
  "internal/words/words_test.go": `package words

import "testing"

func TestTitle(t *testing.T) {
	if Title("a") == "" {
		t.Fatal("no title")
	}
}
`,
};

/** Writes the module into a folder. */
export function writeFixture(folder: string): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
