//go:build !windows

package words

const ending = "!\n"
