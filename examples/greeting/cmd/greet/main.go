// Greet prints a greeting.
package main

import (
	"fmt"
	"os"
	"strings"

	"example.com/greeting/internal/words"
)

// version is set by gowsl: see `define` in gowsl.config.ts.
var version = "unknown"

func main() {
	name := strings.Join(os.Args[1:], " ")
	switch name {
	case "--version":
		fmt.Println(version)
	case "":
		fmt.Print(words.Greeting("world"))
	default:
		fmt.Print(words.Greeting(name))
	}
}
