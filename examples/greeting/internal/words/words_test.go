package words

import (
	"strings"
	"testing"
)

func TestGreeting(t *testing.T) {
	if got := Greeting("team"); !strings.HasPrefix(got, "Hello, team, from ") {
		t.Errorf("Greeting(team) = %q", got)
	}
}
