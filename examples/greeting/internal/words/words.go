// Package words knows how to greet.
package words

import (
	_ "embed"
	"fmt"
	"runtime"
	"strings"
)

//go:embed words.txt
var list string

// Greeting returns a greeting for name, and the platform that it was built for.
func Greeting(name string) string {
	word := strings.TrimSpace(list)
	return fmt.Sprintf("%s, %s, from %s/%s%s", word, name, runtime.GOOS, runtime.GOARCH, ending)
}
