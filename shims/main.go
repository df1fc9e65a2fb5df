// The shim of gowsl on Windows, where a script can't be started without a shell: a program named go.exe,
// gofmt.exe, ... that runs the Go which the folder asks for. It reads what `gowsl shim install` has written
// beside it, and the routes that `gowsl go` leaves; it knows nothing of go.mod.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

// list is gowsl-shims.json, as lib/cli/shim.ts writes it.
type list struct {
	Gowsl  []string          `json:"gowsl"`
	Routes string            `json:"routes"`
	Tools  map[string]string `json:"tools"`
}

// route is what lib/go/shim.ts writes (routeDocument).
type route struct {
	Goroot    string          `json:"goroot"`
	Folder    string          `json:"folder"`
	Variables [][2]string     `json:"variables"`
	Present   []string        `json:"present"`
	Absent    []string        `json:"absent"`
	Links     [][2]string     `json:"links"`
	Texts     [][2]string     `json:"texts"`
	Counts    [][]interface{} `json:"counts"`
}

func main() {
	self, err := os.Executable()
	if err != nil {
		fail("this program can't tell where it lies: " + err.Error())
	}
	tool := strings.TrimSuffix(strings.ToLower(filepath.Base(self)), ".exe")
	var known list
	text, err := os.ReadFile(filepath.Join(filepath.Dir(self), "gowsl-shims.json"))
	if err != nil || json.Unmarshal(text, &known) != nil || len(known.Gowsl) == 0 {
		fail("gowsl-shims.json beside " + self + " is gone or damaged. Run `gowsl shim install` again.")
	}
	if tool == "gowsl" {
		run(known.Gowsl, os.Args[1:])
	}
	program := known.Tools[tool]
	folder, err := os.Getwd()
	if err != nil {
		fail("the current folder can't be told: " + err.Error())
	}
	if goroot := find(known.Routes, folder); goroot != "" {
		separator := string(os.PathListSeparator)
		os.Setenv("PATH", filepath.Join(goroot, "bin")+separator+os.Getenv("PATH"))
		os.Setenv("GOROOT", goroot)
		os.Setenv("GOTOOLCHAIN", "local")
		if program == "" {
			program = filepath.Join(goroot, "bin", tool+filepath.Ext(self))
		}
		run([]string{program}, os.Args[1:])
	}
	os.Setenv("GOWSL_SHIM_FOLDER", folder)
	switch {
	case tool == "go":
		run(known.Gowsl, append([]string{"go"}, os.Args[1:]...))
	case program == "":
		run(known.Gowsl, append([]string{"exec", "--", tool}, os.Args[1:]...))
	default:
		run(known.Gowsl, append([]string{"exec", "--", program}, os.Args[1:]...))
	}
}

// find returns the GOROOT of the first route of the folder that still holds.
func find(routes, folder string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(folder)))
	files, _ := filepath.Glob(filepath.Join(routes, hex.EncodeToString(sum[:16]), "*.route"))
	for _, file := range files {
		var each route
		text, err := os.ReadFile(file)
		if err == nil && json.Unmarshal(text, &each) == nil && holds(each, folder) {
			return each.Goroot
		}
	}
	return ""
}

func holds(r route, folder string) bool {
	if r.Goroot == "" || !same(r.Folder, folder) {
		return false
	}
	for _, variable := range r.Variables {
		if os.Getenv(variable[0]) != variable[1] {
			return false
		}
	}
	for _, file := range r.Present {
		if _, err := os.Stat(file); err != nil {
			return false
		}
	}
	for _, file := range r.Absent {
		if _, err := os.Stat(file); err == nil {
			return false
		}
	}
	for _, link := range r.Links {
		if !same(link[0], link[1]) {
			return false
		}
	}
	for _, text := range r.Texts {
		content, err := os.ReadFile(text[0])
		sum := sha256.Sum256(content)
		if err != nil || hex.EncodeToString(sum[:]) != text[1] {
			return false
		}
	}
	for _, count := range r.Counts {
		name, isName := count[0].(string)
		wanted, isNumber := count[1].(float64)
		entries, err := os.ReadDir(name)
		visible := 0
		for _, entry := range entries {
			if !strings.HasPrefix(entry.Name(), ".") {
				visible++
			}
		}
		if !isName || !isNumber || err != nil || visible != int(wanted) {
			return false
		}
	}
	return true
}

func same(one, other string) bool {
	left, leftErr := os.Stat(one)
	right, rightErr := os.Stat(other)
	return leftErr == nil && rightErr == nil && os.SameFile(left, right)
}

// run does not come back. Ctrl-C reaches the child by itself, and it is for the child to end by it.
func run(command, args []string) {
	child := exec.Command(command[0], append(command[1:len(command):len(command)], args...)...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	err := child.Run()
	if child.ProcessState == nil {
		fail(command[0] + " could not be started: " + err.Error() + ". Run `gowsl shim install` again.")
	}
	os.Exit(child.ProcessState.ExitCode())
}

func fail(text string) {
	fmt.Fprintln(os.Stderr, "gowsl: "+text)
	os.Exit(127)
}
