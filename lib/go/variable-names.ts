/** The variables that go reads itself, by how their defaults are found. */

/** Variables whose default is no value at all. */
export const empty = wordsOf(`
  GO111MODULE GOBIN GOCACHEPROG GODEBUG GOFLAGS GOINSECURE GONOPROXY GONOSUMDB GOPRIVATE GOPROXY GOSUMDB GOTMPDIR
  GOTOOLCHAIN GOVCS GO_EXTLINK_ENABLED FC
  CGO_CFLAGS_ALLOW CGO_CFLAGS_DISALLOW CGO_CPPFLAGS_ALLOW CGO_CPPFLAGS_DISALLOW CGO_CXXFLAGS_ALLOW
  CGO_CXXFLAGS_DISALLOW CGO_FFLAGS_ALLOW CGO_FFLAGS_DISALLOW CGO_LDFLAGS_ALLOW CGO_LDFLAGS_DISALLOW
`);

/** Variables whose default this process can tell. */
const simple = wordsOf("GOARCH GOCACHE GOENV GOHOSTARCH GOHOSTOS GOMODCACHE GOOS GOPATH GOROOT GOVERSION");

/** Variables of which only go knows: of how it was built, of the module, of C compilers. */
const asked = wordsOf(`
  AR CC CXX CGO_CFLAGS CGO_CPPFLAGS CGO_CXXFLAGS CGO_ENABLED CGO_FFLAGS CGO_LDFLAGS GCCGO PKG_CONFIG
  GO386 GOAMD64 GOARM GOARM64 GOMIPS GOMIPS64 GOPPC64 GORISCV64 GOWASM GOAUTH GOEXPERIMENT GOFIPS140
  GOEXE GOGCCFLAGS GOMOD GOTELEMETRY GOTELEMETRYDIR GOTOOLDIR GOWORK
`);

/** Every variable that go knows (KnownEnv of internal/cfg/cfg.go of Go 1.26, and those that `go env` computes). */
export const goVariables: readonly string[] = empty.concat(simple, asked).toSorted();

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/);
}
