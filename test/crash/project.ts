/**
 * The Go project of the crash campaign as data: a module with two programs, a package that both import
 * and a file that it embeds. Each of the four sources holds a marker of its own. Knows no file system.
 */

/** The marker in each source. */
export interface Content {
  alpha: string;
  beta: string;
  shared: string;
  embedded: string;
}

export const programs = ["alpha", "beta"] as const;
export type Program = (typeof programs)[number];

/** What a program prints when its sources have this content. */
export function printedLine(program: Program, content: Content): string {
  return `${program} ${content[program]} ${content.shared} ${content.embedded}\n`;
}

/** The sources by their paths. */
export function projectFiles(content: Content): Record<string, string> {
  return {
    "go.mod": "module example.com/crash\n\ngo 1.21\n",
    // Linking net/http takes a moment, in which a run can be killed.
    "cmd/alpha/main.go": mainSource("alpha", content.alpha, 'import _ "net/http"\n'),
    "cmd/beta/main.go": mainSource("beta", content.beta, ""),
    "shared/shared.go": `package shared

import _ "embed"

const Marker = "${content.shared}"

//go:embed embedded.txt
var Embedded string
`,
    "shared/embedded.txt": content.embedded,
    "shared/shared_test.go": `package shared

import "testing"

func TestMarker(t *testing.T) {
	if Marker == "" || Embedded == "" {
		t.Fatal("no marker")
	}
}
`,
  };
}

function mainSource(program: Program, marker: string, imports: string): string {
  return `package main

import "fmt"
import "example.com/crash/shared"
${imports}
const marker = "${marker}"

func main() { fmt.Println("${program}", marker, shared.Marker, shared.Embedded) }
`;
}
